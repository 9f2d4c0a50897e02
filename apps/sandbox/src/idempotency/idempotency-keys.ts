import { StripeFault } from '../domain/stripe-fault.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { Store } from '../storage/store.js';

/** The provider forgets a key after a day; the same key is then a new request. */
const KEPT_MS = 24 * 3600 * 1000;
const MAX_LENGTH = 255;

export interface KeyedRequest {
  readonly key: string;
  readonly path: string;
  readonly params: string;
}

export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
  readonly requestId: string;
}

/** Idempotency as the provider's v1 does it: status and body of the first request, whatever they were. */
export class IdempotencyKeys {
  private readonly inUse = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
  ) {}

  /** Takes the key until `release`; throws 409 when another request holds it. */
  take(key: string): void {
    if (key.length > MAX_LENGTH) {
      throw new StripeFault(400, 'idempotency_error', 'Idempotency keys must be at most 255 characters long.');
    }
    if (this.inUse.has(key)) {
      throw new StripeFault(
        409,
        'idempotency_error',
        `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
        { code: 'idempotency_key_in_use' },
      );
    }
    this.inUse.add(key);
  }

  release(key: string): void {
    this.inUse.delete(key);
  }

  /** The stored answer, or nothing. Throws when the key was used for something else. */
  find(request: KeyedRequest): StoredAnswer | undefined {
    const forgotten = this.clock.now() - KEPT_MS;
    this.store.run('DELETE FROM idempotency_keys WHERE at <= ?', forgotten);
    const row = this.store.row('SELECT * FROM idempotency_keys WHERE key = ?', request.key);
    if (row === undefined) return undefined;
    if (row['path'] !== request.path) {
      throw misused(
        `for the same endpoint they were first used for ('${String(row['path'])}' vs '${request.path}')`,
        request.key,
      );
    }
    if (row['params'] !== request.params)
      throw misused('with the same parameters they were first used with', request.key);
    return { status: Number(row['status']), body: String(row['body']), requestId: String(row['request_id']) };
  }

  remember(request: KeyedRequest, answer: StoredAnswer): void {
    this.store.run(
      'INSERT INTO idempotency_keys (key, at, path, params, request_id, status, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
      request.key,
      this.clock.now(),
      request.path,
      request.params,
      answer.requestId,
      answer.status,
      answer.body,
    );
  }
}

function misused(how: string, key: string): StripeFault {
  return new StripeFault(
    400,
    'idempotency_error',
    `Keys for idempotent requests can only be used ${how}. Try using a key other than '${key}' if you meant to execute a different request.`,
  );
}
