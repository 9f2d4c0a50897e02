import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { Fault } from '@breakwater/kernel';

export interface HasherOptions {
  /** Base 2 logarithm of scrypt's cost N. 15 with r 8, p 3 is what OWASP asks for (32 MB a hash). */
  readonly costLog2: number;
  /** Hashes at once; each takes a core and its memory. */
  readonly concurrency: number;
  /** Hashes that may wait; beyond it the answer is 503. */
  readonly queue: number;
}

const BLOCK_SIZE = 8;
const PARALLELIZATION = 3;
const KEY_BYTES = 32;
const STORED = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9_-]{16,})\$([A-Za-z0-9_-]{43})$/;

/** scrypt with a salt for each password; the parameters are stored with it, so that they can be raised later. */
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly decoy: Promise<string>;

  constructor(private readonly options: HasherOptions) {
    this.decoy = this.hash(randomBytes(16).toString('hex'));
    this.decoy.catch(() => undefined);
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    const { costLog2 } = this.options;
    const key = await this.derive(password, salt, costLog2, BLOCK_SIZE, PARALLELIZATION);
    const parts = [costLog2, BLOCK_SIZE, PARALLELIZATION, salt.toString('base64url'), key.toString('base64url')];
    return `scrypt$${parts.join('$')}`;
  }

  /** Without a stored hash (unknown e-mail) the same work is done in vain, so that the answer takes as long. */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    const [, costLog2, blockSize, parallelization, salt, key] = STORED.exec(stored ?? (await this.decoy)) ?? [];
    if (salt === undefined || key === undefined) {
      throw new Fault('internal', 'auth.password_hash.unreadable', 'stored password hash is not one of ours');
    }
    const derived = await this.derive(
      password,
      Buffer.from(salt, 'base64url'),
      Number(costLog2),
      Number(blockSize),
      Number(parallelization),
    );
    return timingSafeEqual(derived, Buffer.from(key, 'base64url')) && stored !== undefined;
  }

  /** True when a hash was made with other parameters than today's. */
  isOutdated(stored: string): boolean {
    return !stored.startsWith(`scrypt$${this.options.costLog2}$${BLOCK_SIZE}$${PARALLELIZATION}$`);
  }

  private async derive(password: string, salt: Buffer, costLog2: number, r: number, p: number): Promise<Buffer> {
    await this.enter();
    try {
      return await scryptKey(password.normalize('NFKC'), salt, {
        N: 2 ** costLog2,
        r,
        p,
        maxmem: 256 * 2 ** costLog2 * r,
      });
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.running < this.options.concurrency) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= this.options.queue) {
      throw new Fault('unavailable', 'auth.capacity.exceeded', 'too many passwords to check at once', {
        publicMessage: 'Many people are signing in right now. Please try again in a moment.',
        retryAfterSeconds: 2,
      });
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** The place goes to the next one waiting without ever being free in between. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}

function scryptKey(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
