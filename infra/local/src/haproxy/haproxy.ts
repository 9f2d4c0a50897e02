import { rmSync } from 'node:fs';
import { get } from 'node:http';
import type { ProcessSpec } from '../processes/process-spec.js';
import type { Program } from '../programs/program.js';
import { infraFile } from '../workspace.js';

/** The services that infra/haproxy/haproxy.cfg has a listener for. */
export const balancedServices = [
  'gateway',
  'product',
  'inventory',
  'order',
  'payment',
  'reconciliation',
  'operations',
  'sandbox',
] as const;
export type BalancedService = (typeof balancedServices)[number];

export interface HaproxySettings {
  readonly program: Program;
  readonly dir: string;
  readonly logFile: string;
  readonly statsSocket: string;
  readonly edge: { readonly host: string; readonly port: number };
  readonly metricsPort: number;
  readonly listeners: Readonly<Record<BalancedService, number>>;
}

/** What the template's variables are in the native stack: all on loopback, all slots empty until an instance is added. */
export function haproxyEnvironment(settings: HaproxySettings): Record<string, string> {
  const perService = balancedServices.flatMap((name) => [
    [`${name.toUpperCase()}_BIND`, `127.0.0.1:${settings.listeners[name]}`],
    [`${name.toUpperCase()}_ADDRESS`, '127.0.0.1:1'],
  ]);
  return {
    EDGE_BIND: `${settings.edge.host}:${settings.edge.port}`,
    METRICS_BIND: `127.0.0.1:${settings.metricsPort}`,
    SLOT_OPTIONS: 'disabled',
    DNS_SERVER: '127.0.0.1:53',
    STATS_SOCKET: settings.statsSocket,
    HAPROXY_FILES: infraFile('haproxy'),
    ...(Object.fromEntries(perService) as Record<string, string>),
  };
}

export function haproxyProcess(settings: HaproxySettings): ProcessSpec {
  rmSync(settings.statsSocket, { force: true });
  return {
    name: 'haproxy',
    command: settings.program.path,
    args: ['-db', '-f', infraFile('haproxy/haproxy.cfg')],
    cwd: settings.dir,
    logFile: settings.logFile,
    env: { ...settings.program.env, ...haproxyEnvironment(settings) },
    // Lets requests end; the template bounds how long.
    stopSignal: 'SIGUSR1',
    stopTimeoutMs: 3000,
    readyTimeoutMs: 15_000,
    isReady: async () => await answersHttp(settings.metricsPort),
  };
}

async function answersHttp(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/metrics', timeout: 1000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
