import type { StackStatus } from '../supervisor/stack.js';

function since(iso: string | undefined, now: number): string {
  if (iso === undefined) return '-';
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  return seconds < 120
    ? `${seconds} s`
    : seconds < 7200
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`;
}

export function statusTable({ url, pid, parts }: StackStatus, now: number): string {
  const header = ['PART', 'STATE', 'PID', 'UP', 'RESTARTS', 'LAST END'];
  const rows = parts.map((part) => [
    part.name,
    part.state,
    String(part.pid ?? '-'),
    since(part.readySince, now),
    String(part.restarts),
    part.lastEnd ?? '-',
  ]);
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  const lines = [header, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [`${url}  (supervisor ${pid})`, '', ...lines].join('\n');
}
