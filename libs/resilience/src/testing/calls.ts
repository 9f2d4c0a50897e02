import { jest } from '@jest/globals';

/** Moves the fake timers. */
export const advance = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);
export const hang = (): Promise<never> => new Promise(() => {});
export const fail = (): Promise<never> => Promise.reject(new Error('ill'));
export const well = (): Promise<string> => Promise.resolve('well');
export const after = (ms: number): Promise<string> => new Promise((resolve) => setTimeout(() => resolve('done'), ms));

/** Time that stands still until it is moved; promises go on. */
export function fakeTime(): void {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
}
