import type { Scheduler } from './scheduler.js';

/** What happened, for whoever reads a failing seed. Lines are made only when somebody listens. */
export class Trace {
  constructor(
    private readonly scheduler: Scheduler,
    private readonly listener: ((line: string) => void) | undefined,
  ) {}

  say(who: string, what: () => string): void {
    this.listener?.(`${stamp(this.scheduler.now() - this.scheduler.startMs)} ${who.padEnd(11)} ${named(what())}`);
  }
}

/** Ids are UUIDs whose first digits say what they are of and the how manieth: in a trace they are read as `order#3`. */
const KINDS = { order: '0a', attempt: '0b', refund: '0c', event: '0d', return: '0e', ledger: '0f' } as const;
export type IdKind = keyof typeof KINDS;

export function idSource(): (kind: IdKind) => string {
  const counts = new Map<IdKind, number>();
  return (kind) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${KINDS[kind]}${count.toString(16).padStart(6, '0')}-0000-7000-8000-000000000000`;
  };
}

const NAMES = new Map<string, string>(Object.entries(KINDS).map(([name, digits]) => [digits, name]));

export function named(text: string): string {
  return text.replaceAll(
    /\b(0[a-f])([0-9a-f]{6})-0000-7000-8000-000000000000/g,
    (_, kind: string, count: string) => `${NAMES.get(kind)}#${Number.parseInt(count, 16)}`,
  );
}

function stamp(ms: number): string {
  const part = (value: number, digits = 2): string => String(Math.floor(value)).padStart(digits, '0');
  const days = ms >= 86_400_000 ? `${Math.floor(ms / 86_400_000)}d ` : '';
  return `${days}${part((ms / 3_600_000) % 24)}:${part((ms / 60_000) % 60)}:${part((ms / 1000) % 60)}.${part(ms % 1000, 3)}`;
}
