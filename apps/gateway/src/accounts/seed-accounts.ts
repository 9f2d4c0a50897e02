import { CONFIG } from '@breakwater/service-host';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '../gateway.config.js';
import { AccountsRepository, type NewAccount } from './accounts.repository.js';
import { PasswordHasher } from './password-hasher.js';

type Seed = Omit<NewAccount, 'passwordHash'> & { readonly password: string };

/** The accounts that the environment names: made when missing, given the environment's password when it has changed. */
@Injectable()
export class SeedAccounts {
  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(AccountsRepository) private readonly accounts: AccountsRepository,
    @Inject(PasswordHasher) private readonly hasher: PasswordHasher,
  ) {}

  async run(): Promise<void> {
    for (const seed of seedsOf(this.config)) await this.sow(seed);
  }

  private async sow({ password, ...seed }: Seed): Promise<void> {
    const known = await this.accounts.find(seed.email);
    if (known === undefined) {
      // Two instances may start at once: the second one's row is not needed.
      await this.accounts.add({ ...seed, passwordHash: await this.hasher.hash(password) });
    } else if (known.role === seed.role && !(await this.hasher.verify(password, known.passwordHash))) {
      await this.accounts.changePassword(known.id, await this.hasher.hash(password));
    }
  }
}

function seedsOf(config: GatewayConfig): Seed[] {
  const seeds: Seed[] = [];
  const { OPERATOR_EMAIL, OPERATOR_PASSWORD, DEMO_CUSTOMER_EMAIL, DEMO_CUSTOMER_PASSWORD } = config;
  if (OPERATOR_EMAIL !== undefined && OPERATOR_PASSWORD !== undefined) {
    seeds.push({ email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD, name: 'Operator', role: 'operator' });
  }
  if (DEMO_CUSTOMER_EMAIL !== undefined && DEMO_CUSTOMER_PASSWORD !== undefined) {
    seeds.push({
      email: DEMO_CUSTOMER_EMAIL,
      password: DEMO_CUSTOMER_PASSWORD,
      name: 'Demo Customer',
      role: 'customer',
    });
  }
  return seeds;
}
