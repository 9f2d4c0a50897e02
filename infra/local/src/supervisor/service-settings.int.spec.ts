import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readSettings } from './service-settings.js';

describe('the settings of a service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-settings-'));
  const file = join(folder, 'payment.env');
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const read = (text: string, given: Record<string, string> = {}) => {
    writeFileSync(file, text);
    return readSettings(folder, 'payment', given);
  };

  it('are none without a file', () => {
    expect(readSettings(folder, 'order', {})).toEqual({ values: {}, problems: [] });
  });

  it('are read with remarks, quotes and blanks', () => {
    const text = '\n# a remark\nPROVIDER_TIMEOUT_MS = 5000 # more\nexport LOG_LEVEL="debug"\r\n';
    expect(read(text)).toEqual({ values: { PROVIDER_TIMEOUT_MS: '5000', LOG_LEVEL: 'debug' }, problems: [] });
  });

  it('have no say in what the stack sets itself, but are nearer than the environment of whoever started it', () => {
    const given = { STRIPE_API_URL: 'http://sandbox', LOG_LEVEL: 'info', PROVIDER_TIMEOUT_MS: '8000' };
    expect(read('STRIPE_API_URL=http://elsewhere\nLOG_LEVEL=warn\nPROVIDER_TIMEOUT_MS=5000', given)).toEqual({
      values: { LOG_LEVEL: 'warn', PROVIDER_TIMEOUT_MS: '5000' },
      problems: [`${file}: STRIPE_API_URL is set by the stack itself`],
    });
  });

  it('that are unfit are all named, and the others used', () => {
    expect(read('PROVIDER_TIMEOUT=5000\nPROVIDER_TIMEOUT_MS 5000\nLOG_LEVEL=warn')).toEqual({
      values: { LOG_LEVEL: 'warn' },
      problems: [
        `${file}: line 2 is not of the form NAME=value`,
        `${file}: payment knows no PROVIDER_TIMEOUT (docs/configuration.md has what it knows)`,
      ],
    });
  });

  it('that cannot be read are a problem, not none', () => {
    mkdirSync(join(folder, 'order.env'));
    expect(readSettings(folder, 'order', {}).problems).toEqual([expect.stringContaining('order.env')]);
  });
});
