import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@breakwater/local-stack';

export const resultsDir = join(workspaceRoot, 'load-tests', 'results');

/** What the figures were measured on; without the load they mean little. */
export function machine() {
  return {
    cores: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    kernel: release(),
    node: process.version,
    load: loadavg().map((value) => Number(value.toFixed(1))),
  };
}

/** Keeps the result as `load-tests/results/<name>.json`. */
export function keep(name: string, result: object): void {
  mkdirSync(resultsDir, { recursive: true });
  const file = join(resultsDir, `${name}.json`);
  const whole = { name, measuredAt: new Date().toISOString(), machine: machine(), ...result };
  writeFileSync(file, `${JSON.stringify(whole, null, 2)}\n`);
  say(`\nkept in ${file}`);
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Columns as wide as they must be; the first is text, the others are numbers. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join('   ');
  return rows.map(line).join('\n');
}
