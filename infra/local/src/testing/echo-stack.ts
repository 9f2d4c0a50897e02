import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../ports.js';
import { echoServices } from '../fixtures/echo-services.js';
import { startStack, type Stack } from '../supervisor/stack.js';

interface EchoAnswer {
  readonly status: number;
  readonly body: { readonly instance?: string; readonly path?: string; readonly headers?: Record<string, string> };
}

export interface EchoStack extends Stack {
  readonly edge: string;
  get(path: string, headers?: Record<string, string>): Promise<EchoAnswer>;
  end(): Promise<void>;
}

export function temporaryState(): string {
  return mkdtempSync(join(tmpdir(), 'breakwater-stack-'));
}

export async function echoStack(stateDir = temporaryState()): Promise<EchoStack> {
  const port = await freePort();
  const stack = await startStack({ stateDir, port, services: echoServices, durable: false });
  const edge = `http://127.0.0.1:${port}`;
  return {
    ...stack,
    edge,
    get: async (path, headers = {}) => {
      const response = await fetch(`${edge}${path}`, { headers, signal: AbortSignal.timeout(20_000) });
      const json = response.headers.get('content-type') === 'application/json';
      return { status: response.status, body: json ? ((await response.json()) as EchoAnswer['body']) : {} };
    },
    end: async () => {
      await stack.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

export interface Load {
  readonly workers: number;
  /** Waits until this many more requests have been answered. */
  until(more: number): Promise<void>;
  instances(): ReadonlySet<string>;
  stop(): Promise<{ answered: number; failures: string[] }>;
}

/** Requests without a pause, from several workers at once, until stopped. Anything but a 200 is a failure. */
export function load(stack: EchoStack, path: string, workers = 8): Load {
  const end = new AbortController();
  let answered = 0;
  let waiting: { at: number; go: () => void } | undefined;
  const failures: string[] = [];
  const seen = new Set<string>();
  const one = async (): Promise<void> => {
    try {
      const { status, body } = await stack.get(path);
      if (status !== 200) failures.push(`${path}: ${status}`);
      seen.add(body.instance ?? 'none');
    } catch (error) {
      const cause = (error as Error).cause;
      failures.push(`${path}: ${String(error)} ${cause instanceof Error ? cause.message : ''}`);
    }
    answered += 1;
    if (waiting !== undefined && answered >= waiting.at) waiting.go();
  };
  const work = async (): Promise<void> => {
    while (!end.signal.aborted) await one();
  };
  const all = Promise.all(Array.from({ length: workers }, work));
  return {
    workers,
    until: async (more) => await new Promise((go) => (waiting = { at: answered + more, go })),
    instances: () => seen,
    stop: async () => {
      end.abort();
      await all;
      return { answered, failures };
    },
  };
}
