import { describe, expect, it } from '@jest/globals';
import { identify } from './identity.js';

describe('identity', () => {
  it('is read from the environment first', () => {
    const env = { SERVICE_NAME: 'order', INSTANCE_ID: 'order-2', SERVICE_VERSION: '1.2.3' };
    expect(identify(env, { name: '@breakwater/other' })).toEqual({
      service: 'order',
      instance: 'order-2',
      version: '1.2.3',
    });
  });
  it('else from the package, without its scope, and the process id', () => {
    expect(identify({}, { name: '@breakwater/payment', version: '0.1.0' })).toEqual({
      service: 'payment',
      instance: `payment-${process.pid}`,
      version: '0.1.0',
    });
  });
});
