import type { StackEvent } from '../supervisor/timed.js';

interface Step {
  readonly what: string;
  readonly began: number;
  tookMs?: number;
  failed?: boolean;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Shows what comes up and how long it takes: a living list on a terminal, a line for each finished step elsewhere. */
export class Progress {
  private readonly steps: Step[] = [];
  private readonly began = performance.now();
  private drawn = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly out: NodeJS.WriteStream) {
    if (out.isTTY) this.timer = setInterval(() => this.draw(), 100).unref();
  }

  on(event: StackEvent): void {
    if (event.kind === 'note') this.note(event.line);
    else if (event.kind === 'begun') this.steps.push({ what: event.what, began: performance.now() });
    else this.finish(event.what, event.tookMs, event.kind === 'failed');
  }

  /** The list stays as it is; what comes later goes below it. */
  end(): string {
    if (this.timer !== undefined) this.draw();
    clearInterval(this.timer);
    this.timer = undefined;
    this.drawn = 0;
    return seconds(performance.now() - this.began);
  }

  private finish(what: string, tookMs: number, failed: boolean): void {
    const step = this.steps.find((candidate) => candidate.what === what);
    if (step !== undefined) Object.assign(step, { tookMs, failed });
    if (!this.out.isTTY) this.out.write(`  ${failed ? 'failed' : 'ready '}  ${what.padEnd(18)} ${seconds(tookMs)}\n`);
  }

  private note(line: string): void {
    this.erase();
    this.out.write(`  ${line}\n`);
  }

  private erase(): void {
    if (this.drawn > 0) this.out.write(`\u001B[${this.drawn}A\u001B[J`);
    this.drawn = 0;
  }

  private draw(): void {
    this.erase();
    const lines = this.steps.map(({ what, began, tookMs, failed }) => {
      const mark = tookMs === undefined ? '…' : failed === true ? '✗' : '✓';
      return `  ${mark} ${what.padEnd(18)} ${seconds(tookMs ?? performance.now() - began)}\n`;
    });
    this.out.write(lines.join(''));
    this.drawn = lines.length;
  }
}
