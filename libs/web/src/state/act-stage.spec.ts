import { expect, it } from '@jest/globals';
import { ApiError } from '../api/api-error.js';
import { isOpenMatter, OFFERS, stageOf } from './act-stage.js';

const error = new ApiError({ status: 409, code: 'x.y.z', message: '' });
const idle = { busy: false, unsettled: undefined, error: undefined };

it('offers to leave things as they are only while nothing was sent', () => {
  expect(OFFERS[stageOf(idle, false)]).toEqual({ confirm: 'yes', leave: 'no' });
  for (const act of [
    { ...idle, busy: true },
    { ...idle, unsettled: 'it', error },
  ])
    expect(OFFERS[stageOf(act, true)].leave).toBe('close');
});

it('asks again about what is unsettled, and for nothing while it is under way or refused for good', () => {
  expect(OFFERS[stageOf({ ...idle, unsettled: 'it', error }, true)].confirm).toBe('again');
  expect(OFFERS[stageOf({ ...idle, busy: true }, true)].confirm).toBeUndefined();
  expect(OFFERS[stageOf({ ...idle, error }, false)].confirm).toBeUndefined();
});

it('asks anew after a refusal that may pass', () => {
  expect(OFFERS[stageOf({ ...idle, error }, true)].confirm).toBe('yes');
});

it('stays on the page with its answer, also when it is offered no more', () => {
  expect(isOpenMatter(idle)).toBe(false);
  for (const act of [{ busy: true }, { unsettled: 'it' }, { error }])
    expect(isOpenMatter({ ...idle, ...act })).toBe(true);
});
