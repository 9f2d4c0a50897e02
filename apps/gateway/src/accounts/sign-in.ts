import type { signIn } from '@breakwater/contracts';
import { Fault } from '@breakwater/kernel';
import { CONFIG } from '@breakwater/service-host';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { GatewayConfig } from '../gateway.config.js';
import { type Account, AccountsRepository, emailKey } from './accounts.repository.js';
import { AttemptsRepository, WINDOW_MS } from './attempts.repository.js';
import { PasswordHasher } from './password-hasher.js';

type Credentials = z.infer<typeof signIn.body>;

@Injectable()
export class SignIn {
  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(AccountsRepository) private readonly accounts: AccountsRepository,
    @Inject(AttemptsRepository) private readonly attempts: AttemptsRepository,
    @Inject(PasswordHasher) private readonly hasher: PasswordHasher,
  ) {}

  /** The account, or `auth.credentials.wrong` in the same words and the same time whether or not the e-mail is known. */
  async run({ email, password }: Credentials, address: string): Promise<Account> {
    const one = ['sign-in', emailKey(email), address];
    const all = ['sign-in', address];
    await this.attempts.count([
      { parts: one, policy: { limit: this.config.SIGN_IN_LIMIT, windowMs: WINDOW_MS } },
      { parts: all, policy: { limit: this.config.SIGN_IN_ADDRESS_LIMIT, windowMs: WINDOW_MS } },
    ]);
    const account = await this.accounts.find(email);
    const right = await this.hasher.verify(password, account?.passwordHash);
    if (account === undefined || !right) {
      throw new Fault('unauthenticated', 'auth.credentials.wrong', 'sign-in refused', {
        publicMessage: 'E-mail and password do not fit together.',
      });
    }
    await Promise.all([this.attempts.forget(one), this.attempts.giveBack(all)]);
    if (this.hasher.isOutdated(account.passwordHash)) {
      await this.accounts.changePassword(account.id, await this.hasher.hash(password));
    }
    return account;
  }
}
