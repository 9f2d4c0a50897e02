import type { signUp } from '@breakwater/contracts';
import { Fault } from '@breakwater/kernel';
import { CONFIG } from '@breakwater/service-host';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { GatewayConfig } from '../gateway.config.js';
import { type Account, AccountsRepository } from './accounts.repository.js';
import { AttemptsRepository, WINDOW_MS } from './attempts.repository.js';
import { PasswordHasher } from './password-hasher.js';

@Injectable()
export class SignUp {
  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(AccountsRepository) private readonly accounts: AccountsRepository,
    @Inject(AttemptsRepository) private readonly attempts: AttemptsRepository,
    @Inject(PasswordHasher) private readonly hasher: PasswordHasher,
  ) {}

  async run({ email, name, password }: z.infer<typeof signUp.body>, address: string): Promise<Account> {
    const policy = { limit: this.config.SIGN_IN_ADDRESS_LIMIT, windowMs: WINDOW_MS };
    await this.attempts.count([{ parts: ['sign-up', address], policy }]);
    const passwordHash = await this.hasher.hash(password);
    const account = await this.accounts.add({ email, name, role: 'customer', passwordHash });
    if (account === undefined) {
      throw new Fault('conflict', 'auth.email.taken', 'e-mail has an account', {
        publicMessage: 'There is an account with this e-mail already. Please sign in.',
      });
    }
    return account;
  }
}
