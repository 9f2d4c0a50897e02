import type { InvariantReport, InvariantRun, InvariantScope } from '@breakwater/contracts';

/** A check that was asked for, is under way, or is done. */
export class Run {
  readonly done: Promise<InvariantReport>;
  private readonly resolve: (report: InvariantReport) => void;
  private report: InvariantReport | null = null;
  begun = false;

  constructor(
    readonly id: string,
    readonly scope: InvariantScope,
    /** Of the loop: it looks at what has changed since the last one. */
    readonly continuous: boolean,
    private readonly askedAt: string,
  ) {
    const { promise, resolve } = Promise.withResolvers<InvariantReport>();
    this.done = promise;
    this.resolve = resolve;
  }

  end(report: InvariantReport): void {
    this.report = report;
    this.resolve(report);
  }

  show(): InvariantRun {
    const startedAt = this.report?.startedAt ?? this.askedAt;
    return { id: this.id, scope: this.scope, startedAt, report: this.report };
  }
}
