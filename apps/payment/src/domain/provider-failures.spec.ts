import { describe, expect, it } from '@jest/globals';
import type { ProviderStep } from './attempt.js';
import { type FailureKind, meaningOfFailure } from './provider-failures.js';

const STEPS: readonly ProviderStep[] = ['create', 'confirm', 'retrieve', 'find', 'capture', 'cancel'];
const meaning = (kind: FailureKind, step: ProviderStep, hurried: boolean) =>
  meaningOfFailure(kind, step, undefined, hurried);

describe('a call for which there was too little time', () => {
  it('and that was never sent says nothing of the provider, whatever it was', () => {
    for (const step of STEPS) expect(meaning('not_done', step, true)).toBe('no_time');
  });

  it('and that was cut short has done nothing when it was a create or a look', () => {
    const harmless = STEPS.filter((step) => meaning('unknown', step, true) === 'no_time');
    expect(harmless).toEqual(['create', 'retrieve', 'find']);
  });

  it('and that was cut short where money may have moved has an outcome that nobody knows', () => {
    expect(meaning('unknown', 'confirm', true)).toEqual({ type: 'unclear' });
    expect(meaning('unknown', 'capture', true)).toBe('outcome_unknown');
    expect(meaning('unknown', 'cancel', true)).toBe('outcome_unknown');
  });
});

describe('a call for which there was time', () => {
  it('and that was never sent, or turned away, means that the provider is away', () => {
    for (const step of STEPS) expect(meaning('not_done', step, false)).toBe('unavailable');
    expect(meaning('turned_away', 'create', false)).toBe('unavailable');
  });

  it('and got no answer may have created an intent', () => {
    expect(meaning('unknown', 'create', false)).toEqual({ type: 'unclear' });
  });
});
