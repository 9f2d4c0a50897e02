import type { Owner } from './owner.js';

/** Everything needed to start one long-running process, and to know that it works. */
export interface ProcessSpec {
  /** `postgres-1`, `order-2`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly logFile: string;
  /** Added to the environment of ours that is passed on (PATH, HOME, TZ and the like). */
  readonly env: Readonly<Record<string, string>>;
  readonly owner?: Owner | undefined;
  readonly stopSignal: NodeJS.Signals;
  /** How long it may take to end after `stopSignal` before it is killed. */
  readonly stopTimeoutMs: number;
  readonly readyTimeoutMs: number;
  isReady(): Promise<boolean>;
}
