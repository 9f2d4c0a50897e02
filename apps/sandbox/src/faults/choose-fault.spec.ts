import { describe, expect, it } from '@jest/globals';
import { chooseFault, spared } from './choose-fault.js';
import { FaultSettings } from './fault-settings.js';

const settings = (given: object) => FaultSettings.parse(given);
const always = () => 0;
const never = () => 0.999;

describe('a fault', () => {
  it('strikes the operations that were meant, and all when none is named', () => {
    const confirmOnly = settings({ hang: true, operations: ['confirm'] });
    expect(chooseFault(confirmOnly, 'confirm', always).fate).toBe('hang');
    expect(chooseFault(confirmOnly, 'capture', always)).toBe(spared);
    expect(chooseFault(settings({ reset: true }), 'capture', always).fate).toBe('reset_before');
  });
  it('ends with its count', () => {
    expect(chooseFault(settings({ hang: true, count: 0 }), 'confirm', always)).toBe(spared);
  });
  it('strikes its share', () => {
    const some = settings({ timeoutAfterCharging: 0.3 });
    expect(chooseFault(some, 'confirm', () => 0.29).fate).toBe('timeout_after');
    expect(chooseFault(some, 'confirm', () => 0.31).fate).toBe('none');
    expect(chooseFault(settings({ latencyMs: 5, rate: 0.5 }), 'confirm', never)).toBe(spared);
  });
  it('may come on top of latency', () => {
    expect(chooseFault(settings({ latencyMs: 5, errorRate: true }), 'list', never)).toEqual({
      fate: 'error',
      latencyMs: 5,
    });
  });
});
