import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { isAbsolute, join } from 'node:path';
import { balancedServices } from '../haproxy/haproxy.js';
import { StackProblem } from '../problem.js';
import type { ProcessSpec } from '../processes/process-spec.js';
import { workspaceRoot } from '../workspace.js';
import { defaultArgs, type ServiceDefinition, type Surroundings } from './catalogue.js';
import { passedOn, readSettings, type ServiceSettings } from './service-settings.js';

/** What every service learns of its surroundings. */
function commonEnvironment({ url, ports, secrets, folders, given }: Surroundings): Record<string, string> {
  const peers = balancedServices.map((name) => [
    `${name.toUpperCase()}_URL`,
    `http://127.0.0.1:${ports.listeners[name]}`,
  ]);
  const settings = passedOn
    .map((name) => [name, given[name]])
    .filter(([, value]) => value !== undefined && value !== '');
  return {
    ...(Object.fromEntries([...peers, ...settings]) as Record<string, string>),
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: folders.compileCache,
    // Fewer arenas of glibc's allocator: less memory that is free but not given back.
    MALLOC_ARENA_MAX: '2',
    HOST: '127.0.0.1',
    PUBLIC_URL: url,
    SERVICE_KEY: secrets.serviceKey,
    // HAProxy has drained an instance before it is asked to end: this is for whoever signals one by hand.
    SHUTDOWN_GRACE_MS: '1000',
  };
}

async function answersReady(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const asked = request(
      { host: '127.0.0.1', port, path: '/health/ready', agent: false, timeout: 2000 },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

function fromStack(service: ServiceDefinition, surroundings: Surroundings): Record<string, string> {
  return { ...commonEnvironment(surroundings), ...service.environment(surroundings) };
}

/** What the file of this service in the stack's config folder says now. */
export function settingsOf(service: ServiceDefinition, surroundings: Surroundings): ServiceSettings {
  const given = { ...fromStack(service, surroundings), PORT: '', INSTANCE_ID: '' };
  return readSettings(surroundings.folders.config, service.name, given);
}

export function serviceProcess(
  service: ServiceDefinition,
  slot: number,
  port: number,
  surroundings: Surroundings,
): ProcessSpec {
  const name = `${service.name}-${slot}`;
  const cwd = isAbsolute(service.folder) ? service.folder : join(workspaceRoot, service.folder);
  const args = service.args ?? defaultArgs;
  const main = join(cwd, args.at(-1) ?? '');
  if (!existsSync(main)) throw new StackProblem(`${service.name} is not built: ${main} is missing; run: npm start`);
  return {
    name,
    command: process.execPath,
    args,
    cwd,
    logFile: join(surroundings.folders.logs, `${name}.log`),
    env: {
      ...fromStack(service, surroundings),
      ...settingsOf(service, surroundings).values,
      PORT: String(port),
      INSTANCE_ID: name,
    },
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 15_000,
    readyTimeoutMs: 90_000,
    isReady: async () => await answersReady(port),
  };
}
