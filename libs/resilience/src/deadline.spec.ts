import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@breakwater/kernel';
import { currentDeadline, deadlineIn, withDeadline, withoutDeadline } from './deadline.js';

describe('deadline', () => {
  it('counts down by its clock', () => {
    const clock = new ManualClock(1000);
    const deadline = deadlineIn(500, clock);
    clock.advance(200);
    expect([deadline.at, deadline.remainingMs()]).toEqual([1500, 300]);
  });
  it('is carried through asynchronous work and gone outside of it', async () => {
    const deadline = deadlineIn(1000);
    await withDeadline(deadline, async () => {
      await Promise.resolve();
      expect(currentDeadline()).toBe(deadline);
    });
    expect(currentDeadline()).toBeUndefined();
  });
  it('can be shortened inside another and never lengthened', () => {
    const [short, long] = [deadlineIn(100), deadlineIn(1000)];
    withDeadline(short, () => withDeadline(long, () => expect(currentDeadline()).toBe(short)));
    withDeadline(long, () => withDeadline(short, () => expect(currentDeadline()).toBe(short)));
  });
  it('does not follow work that goes on after the answer', async () => {
    const seen = await withDeadline(deadlineIn(100), () =>
      withoutDeadline(async () => {
        await Promise.resolve();
        return currentDeadline();
      }),
    );
    expect(seen).toBeUndefined();
  });
});
