import { shopUrl } from './surroundings.js';

export interface TrafficResult {
  readonly requests: number;
  /** What was not answered with a status below 500, in words. */
  readonly failures: readonly string[];
}

/** Asks without a break, from so many clients, until `stop` is called. */
export function startTraffic(paths: readonly string[], clients = 4): { stop(): Promise<TrafficResult> } {
  const state = { running: true };
  let requests = 0;
  const failures: string[] = [];
  const client = async (number: number): Promise<void> => {
    for (let i = number; state.running; i++) {
      const path = paths[i % paths.length] ?? '/';
      requests++;
      try {
        const response = await fetch(shopUrl + path);
        await response.arrayBuffer();
        if (response.status >= 500) failures.push(`${path} ${response.status}`);
      } catch (error) {
        failures.push(`${path} ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  const all = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return {
    stop: async () => {
      state.running = false;
      await all;
      return { requests, failures };
    },
  };
}
