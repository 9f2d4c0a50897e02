import { expect, it } from '@jest/globals';
import { Progress } from './progress.js';

it('writes one line for each finished step where there is no terminal', () => {
  const written: string[] = [];
  const out = { isTTY: false, write: (text: string) => written.push(text) > 0 } as unknown as NodeJS.WriteStream;
  const progress = new Progress(out);
  progress.on({ kind: 'begun', what: 'postgres primary', tookMs: 0 });
  progress.on({ kind: 'note', line: 'fetching redis' });
  progress.on({ kind: 'ready', what: 'postgres primary', tookMs: 1234 });
  expect(written.join('')).toBe('  fetching redis\n  ready   postgres primary   1.2 s\n');
});
