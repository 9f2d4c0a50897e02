import { describe, expect, it } from '@jest/globals';
import { PasswordHasher } from './password-hasher.js';

const hasher = new PasswordHasher({ costLog2: 10, concurrency: 2, queue: 50 });

describe('passwords', () => {
  it('are salted: one password, two hashes, both fit', async () => {
    const [a, b] = await Promise.all([hasher.hash('correct horse'), hasher.hash('correct horse')]);
    expect(a).not.toBe(b);
    expect(await hasher.verify('correct horse', a)).toBe(true);
    expect(await hasher.verify('correct horse', b)).toBe(true);
    expect(await hasher.verify('correct horsf', a)).toBe(false);
  });
  it('fit in whichever way the keyboard composes its letters', async () => {
    expect(await hasher.verify('Caf\u0065\u0301 au lait', await hasher.hash('Caf\u00e9 au lait'))).toBe(true);
  });
  it('never fit an account that does not exist, after the same work', async () => {
    expect(await hasher.verify('anything', undefined)).toBe(false);
  });
  it('made with other parameters still fit, and are called outdated', async () => {
    const stored = await hasher.hash('correct horse');
    const stronger = new PasswordHasher({ costLog2: 11, concurrency: 2, queue: 50 });
    expect(await stronger.verify('correct horse', stored)).toBe(true);
    expect(stronger.isOutdated(stored)).toBe(true);
    expect(hasher.isOutdated(stored)).toBe(false);
  });
  it('are checked so many at once and no more; beyond the queue the answer is a quick no', async () => {
    const narrow = new PasswordHasher({ costLog2: 12, concurrency: 1, queue: 3 });
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => narrow.hash('x')));
    const refused = results.filter((result) => result.status === 'rejected');
    // One is at work (the decoy's, made at the start), three wait.
    expect(refused).toHaveLength(17);
    expect(refused[0]?.reason).toMatchObject({ code: 'auth.capacity.exceeded', kind: 'unavailable' });
    await expect(narrow.hash('y')).resolves.toMatch(/^scrypt\$12\$/);
  });
});
