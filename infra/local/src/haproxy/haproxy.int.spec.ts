import { describe, expect, it } from '@jest/globals';
import { runCommand } from '../processes/run-command.js';
import { resolvePrograms } from '../programs/resolve-programs.js';
import { stateFolder } from '../state-folder.js';
import { infraFile } from '../workspace.js';
import { balancedServices, haproxyEnvironment, type BalancedService } from './haproxy.js';

const settings = {
  dir: '/tmp',
  logFile: '/dev/null',
  statsSocket: '/tmp/unused.sock',
  edge: { host: '127.0.0.1', port: 18_080 },
  metricsPort: 18_081,
  listeners: Object.fromEntries(balancedServices.map((name, index) => [name, 18_100 + index])) as Record<
    BalancedService,
    number
  >,
};

describe('the HAProxy template', () => {
  const check = async (change: (env: Record<string, string>) => Record<string, string>) => {
    const { haproxy } = await resolvePrograms({ stateDir: stateFolder(), groups: ['haproxy'] });
    const env = change(haproxyEnvironment({ ...settings, program: haproxy }));
    return await runCommand(haproxy.path, ['-c', '-f', infraFile('haproxy/haproxy.cfg')], {
      env: { ...haproxy.env, ...env },
    });
  };

  it('is valid without a warning in the native stack, where the supervisor fills the slots', async () => {
    const { code, stderr } = await check((env) => env);
    expect(stderr).not.toMatch(/WARNING|ALERT/);
    expect(code).toBe(0);
  });

  it('is valid without a warning in compose, where DNS fills the slots', async () => {
    const addresses = balancedServices.map((name) => [`${name.toUpperCase()}_ADDRESS`, `${name}:3000`]);
    const { code, stderr } = await check((env) => ({
      ...env,
      ...(Object.fromEntries(addresses) as Record<string, string>),
      SLOT_OPTIONS: 'resolvers dns init-addr none',
      DNS_SERVER: '127.0.0.11:53',
    }));
    expect(stderr).not.toMatch(/WARNING|ALERT/);
    expect(code).toBe(0);
  });
});
