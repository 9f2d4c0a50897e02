import { balancedServices, type BalancedService } from '../haproxy/haproxy.js';
import { readJson, writeJson } from '../json-file.js';
import { freePort, isPortFree } from '../ports.js';
import { StackProblem } from '../problem.js';

export const defaultEdgePort = 8080;

const single = ['postgres1', 'postgres2', 'redisCache', 'redisQueue', 'haproxyMetrics', 'smtp', 'provider'] as const;
type Single = (typeof single)[number];

export interface StackPorts extends Readonly<Record<Single, number>> {
  readonly edge: number;
  readonly listeners: Readonly<Record<BalancedService, number>>;
}

async function keepOrChoose(port: number | undefined): Promise<number> {
  return port !== undefined && (await isPortFree(port)) ? port : await freePort();
}

/** The ports of the last start where they are still free, others where not. Only the edge's is promised: it is never exchanged. */
export async function choosePorts(file: string, edge: number): Promise<StackPorts> {
  if (!(await isPortFree(edge))) {
    throw new StackProblem(`port ${edge} is taken by another program; choose one: npm start -- --port ${edge + 1}`);
  }
  const last = readJson(file) as Partial<StackPorts> | undefined;
  const singles = await Promise.all(single.map(async (name) => [name, await keepOrChoose(last?.[name])] as const));
  const listeners = await Promise.all(
    balancedServices.map(async (name) => [name, await keepOrChoose(last?.listeners?.[name])] as const),
  );
  const ports = {
    edge,
    ...(Object.fromEntries(singles) as Record<Single, number>),
    listeners: Object.fromEntries(listeners) as Record<BalancedService, number>,
  };
  writeJson(file, ports);
  return ports;
}
