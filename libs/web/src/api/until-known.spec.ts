import { expect, it } from '@jest/globals';
import { ApiError } from './api-error.js';
import { untilKnown } from './until-known.js';

const silence = new ApiError({ status: 0, code: 'web.network.unreachable', message: '' });
const busy = new ApiError({ status: 503, code: 'x.y.z', message: '', retryAfterMs: 3000 });
const refused = new ApiError({ status: 409, code: 'x.y.z', message: '' });

async function run(answers: readonly (string | ApiError)[]) {
  let sent = 0;
  const waited: number[] = [];
  const around = {
    wait: (ms: number) => Promise.resolve(void waited.push(ms)),
    random: () => 1,
    onRepeat: () => undefined,
  };
  const send = (): Promise<string> => {
    const answer = answers[Math.min(sent++, answers.length - 1)];
    return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer ?? '');
  };
  const [result] = await Promise.allSettled([untilKnown(send, around)]);
  return { result, sent, waited };
}

it('sends again until the outcome is known, later each time and as late as the shop asks', async () => {
  const { result, sent, waited } = await run([silence, silence, busy, 'done']);
  expect(result).toMatchObject({ value: 'done' });
  expect(sent).toBe(4);
  expect(waited).toEqual([1000, 2000, 4000]);
});

it('never repeats what was refused', async () => {
  expect(await run([refused, 'done'])).toMatchObject({ result: { reason: refused }, sent: 1 });
});

it('ends with the last unknown outcome after five times', async () => {
  expect(await run([silence])).toMatchObject({ result: { reason: silence }, sent: 5 });
});
