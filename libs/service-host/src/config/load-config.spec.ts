import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { baseConfig, databaseConfig, peerConfig } from './base-config.js';
import { loadConfig } from './load-config.js';

const schema = z.object({ ...baseConfig, ...databaseConfig, ...peerConfig('inventory') });
const fit = {
  SERVICE_KEY: '0123456789abcdef',
  DATABASE_HOSTS: 'a:1',
  DATABASE_NAME: 'x',
  DATABASE_USER: 'x',
  DATABASE_PASSWORD: 'x',
  INVENTORY_URL: 'http://127.0.0.1:1',
};

describe('configuration', () => {
  it('names every fault at once and repeats no value', () => {
    const load = () => loadConfig(schema, { ...fit, SERVICE_KEY: 'hunter2', PORT: '99999', INVENTORY_URL: '' });
    expect(load).toThrow(expect.objectContaining({ code: 'config.environment.invalid' }));
    expect(load).toThrow(/PORT: [\s\S]*SERVICE_KEY: [\s\S]*INVENTORY_URL: /);
    expect(load).not.toThrow(/hunter2/);
  });
  it('fills in what has a default and leaves out what it does not know', () => {
    const config = loadConfig(schema, { ...fit, HOME: '/root' });
    expect(config).toMatchObject({ PORT: 0, HOST: '127.0.0.1', DATABASE_POOL_SIZE: 10 });
    expect(config).not.toHaveProperty('HOME');
  });
});
