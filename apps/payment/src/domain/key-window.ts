import type { KeyWindow, ProviderStep } from './attempt.js';

/** The provider keeps a key for 24 h at least; an hour before that nothing is repeated any more. */
const KEY_WINDOW_MS = 23 * 60 * 60 * 1000;

export function keyWindow(createdAtMs: number, nowMs: number): KeyWindow {
  return nowMs - createdAtMs < KEY_WINDOW_MS ? 'open' : 'closed';
}

/** The same round repeats a request; a new round is a new request, for when the provider has stored a failure for the old one. */
export function providerKey(id: string, step: ProviderStep, round: number): string {
  return `${id}:${step}:${round}`;
}
