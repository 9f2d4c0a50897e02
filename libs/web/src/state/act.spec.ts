import { expect, it } from '@jest/globals';
import { ApiError } from '../api/api-error.js';
import { createAct } from './act.js';

const silence = new ApiError({ status: 503, code: 'x.y.z', message: '' });
const refused = new ApiError({ status: 409, code: 'x.y.z', message: '' });

/** An act whose answers come one after the other; the last one stays. */
function act(...answers: readonly (ApiError | 'done')[]) {
  const sent: { readonly input: string; readonly key: string }[] = [];
  const send = async (input: string, key: string): Promise<void> => {
    const answer = answers[Math.min(sent.push({ input, key }), answers.length) - 1];
    if (answer instanceof ApiError) throw answer;
  };
  return { sent, ...createAct(send, { wait: () => Promise.resolve(), random: () => 1 }) };
}
const five = Array.from({ length: 5 }, () => silence);
const inputsOf = (sent: readonly { readonly input: string }[]) => new Set(sent.map(({ input }) => input));

it('sends nothing else while the outcome of an earlier input is unknown, and says which one that is', async () => {
  const { run, sent, state } = act(...five, 'done');
  expect(await run('12.50')).toBe(false);
  expect(state.get()).toMatchObject({ busy: false, error: silence, unsettled: '12.50' });
  expect(await run('5.00')).toBe(false);
  expect(inputsOf(sent)).toEqual(new Set(['12.50']));
});

it('asks again about the unsettled input with its own key, and is free for another one after the answer', async () => {
  const { run, again, sent, state } = act(...five, 'done');
  await run('12.50');
  expect(await again()).toBe(true);
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
  expect(state.get()).toEqual({ busy: false, repeating: false, error: undefined, unsettled: undefined });
  expect(await run('5.00')).toBe(true);
  expect([sent.at(-1)?.input, sent.at(-1)?.key === sent[0]?.key]).toEqual(['5.00', false]);
});

it('takes a new key after a refusal', async () => {
  const { run, again, sent, state } = act(refused, 'done');
  expect(await run('a')).toBe(false);
  expect(state.get()).toMatchObject({ error: refused, unsettled: undefined });
  expect(await again()).toBe(false);
  expect(await run('b')).toBe(true);
  expect(sent.map(({ input }) => input)).toEqual(['a', 'b']);
  expect(sent[0]?.key).not.toBe(sent[1]?.key);
});

it('forgets an error, never what is unsettled', async () => {
  const { run, forget, state } = act(silence);
  await run('a');
  forget();
  expect(state.get()).toMatchObject({ error: undefined, unsettled: 'a' });
  expect(await run('b')).toBe(false);
});

it('does one thing at a time, and says when it takes longer', async () => {
  const { run, again, sent, state } = act(silence, 'done');
  const seen: (readonly boolean[])[] = [];
  state.subscribe(() => seen.push([state.get().busy, state.get().repeating]));
  expect(await Promise.all([run('a'), run('b'), again()])).toEqual([true, false, false]);
  expect(inputsOf(sent)).toEqual(new Set(['a']));
  expect(seen).toEqual([
    [true, false],
    [true, true],
    [false, false],
  ]);
});
