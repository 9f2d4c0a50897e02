import { isFault } from '@breakwater/kernel';

/** A source of facts did not answer, so what needs it was not checked. */
export class SourceAway extends Error {
  override readonly name = 'SourceAway';

  constructor(
    readonly source: string,
    reason: string,
  ) {
    super(`${source}: ${reason}`);
  }

  static because(source: string, error: unknown): SourceAway {
    if (error instanceof SourceAway) return error;
    const reason = isFault(error) ? error.code : error instanceof Error ? error.message : 'failed';
    return new SourceAway(source, reason.slice(0, 200));
  }
}
