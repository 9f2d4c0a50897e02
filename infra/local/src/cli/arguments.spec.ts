import { describe, expect, it } from '@jest/globals';
import { startArguments } from './arguments.js';

describe('the arguments of npm start', () => {
  it('takes the port from --port, else from BREAKWATER_PORT, else leaves it to the stack', () => {
    expect(startArguments(['--port', '8081'], { BREAKWATER_PORT: '9000' }).port).toBe(8081);
    expect(startArguments(['--port=8082'], {}).port).toBe(8082);
    expect(startArguments([], { BREAKWATER_PORT: '9000' }).port).toBe(9000);
    expect(startArguments([], {}).port).toBeUndefined();
  });

  it('refuses in one line what is not a port or not known', () => {
    expect(() => startArguments(['--port', 'shop'], {})).toThrow('a port is a number from 1 to 65535, not shop');
    expect(() => startArguments(['--port'], {})).toThrow('not nothing');
    expect(() => startArguments(['--fast'], {})).toThrow('npm start does not know --fast');
  });
});
