/** `name` or `name@3`: die at the third time that the point is passed. */
const [armed, nth = '1'] = (globalThis.process?.env['FAULT_POINT'] ?? '').split('@');
let passes = 0;

/**
 * A named gap between two durable effects. Does nothing, unless the environment variable FAULT_POINT names it: then the
 * process dies here, as by `kill -9`, so that a test can show that somebody finishes what was begun.
 */
export function faultPoint(name: string): void {
  if (name !== armed || ++passes < Number(nth)) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is handled when this thread next enters the kernel: nothing may happen until then.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}
