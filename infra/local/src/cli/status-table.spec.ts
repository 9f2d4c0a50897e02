import { expect, it } from '@jest/globals';
import { statusTable } from './status-table.js';

it('shows each part with its state, how long it is up, its restarts and how it last ended', () => {
  const now = Date.parse('2026-01-01T00:10:00Z');
  const part = {
    name: 'order-1',
    state: 'ready',
    pid: 42,
    restarts: 1,
    readySince: '2026-01-01T00:00:00Z',
    lastEnd: 'SIGKILL',
  } as const;
  const waiting = {
    name: 'payment-1',
    state: 'waiting',
    pid: undefined,
    restarts: 3,
    readySince: undefined,
    lastEnd: undefined,
  } as const;
  const table = statusTable({ url: 'http://localhost:8080', pid: 7, parts: [part, waiting] }, now);
  expect(table).toContain('order-1    ready    42   10 min  1         SIGKILL');
  expect(table).toContain('payment-1  waiting  -    -       3         -');
});
