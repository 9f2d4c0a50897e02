import { Database } from '@breakwater/database';
import { type Clock, type IdSource } from '@breakwater/kernel';
import { CLOCK, IDS } from '@breakwater/service-host';
import { Inject, Injectable } from '@nestjs/common';
import type { SignedInCustomer } from '../domain/visitor.js';

export interface Account extends SignedInCustomer {
  readonly passwordHash: string;
}

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly role: 'customer' | 'operator';
  readonly passwordHash: string;
}

const COLUMNS = 'id, email, name, role, password_hash AS "passwordHash"';

/** Two spellings of one address are one account. */
export function emailKey(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}

@Injectable()
export class AccountsRepository {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: IdSource,
  ) {}

  // From the writer: someone who has just signed up may sign in at once.
  async find(email: string): Promise<Account | undefined> {
    const rows = await this.db.writer.query<Account>(`SELECT ${COLUMNS} FROM account WHERE email_key = $1`, [
      emailKey(email),
    ]);
    return rows[0];
  }

  /** Undefined when the e-mail has an account already, also one made at this very moment. */
  async add(account: NewAccount): Promise<Account | undefined> {
    const rows = await this.db.writer.query<Account>(
      `INSERT INTO account (id, email, email_key, name, role, password_hash, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (email_key) DO NOTHING RETURNING ${COLUMNS}`,
      [
        this.ids(),
        account.email,
        emailKey(account.email),
        account.name,
        account.role,
        account.passwordHash,
        this.now(),
      ],
    );
    return rows[0];
  }

  async changePassword(id: string, passwordHash: string): Promise<void> {
    await this.db.writer.query('UPDATE account SET password_hash = $2, updated_at = $3 WHERE id = $1', [
      id,
      passwordHash,
      this.now(),
    ]);
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}
