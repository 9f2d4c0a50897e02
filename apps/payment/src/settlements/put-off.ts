import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { type Clock, isFault } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { ProviderFailure } from '../provider/provider-failure.js';
import { inTrouble, putOffs } from './settlements.metrics.js';
import { TROUBLE_KINDS, type TroubleKind, troubleRepository } from './trouble.repository.js';

/**
 * Lets one part of the provider's report fail on its own: it is put off, each time for longer, and taken again until it
 * succeeds, while the others go on.
 */
@Injectable()
export class PutOff {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** False when it failed and was put off. Throws what is nobody's own trouble: no provider, no database. */
  async attempt(kind: TroubleKind, id: string, work: () => Promise<void>): Promise<boolean> {
    const { writer } = this.database;
    try {
      await work();
    } catch (error) {
      if (isEverybodys(error)) throw error;
      const tries = await troubleRepository.putOff(writer, kind, id, this.now);
      putOffs.add(1, { kind });
      this.log.warn({ kind, id, tries, err: error }, 'a part of the provider’s report is put off');
      return false;
    }
    await troubleRepository.over(writer, kind, [id]);
    return true;
  }

  waiting(kind: TroubleKind, ids: readonly string[]): Promise<Set<string>> {
    return troubleRepository.waiting(this.database.writer, kind, ids, this.now);
  }

  due(kind: TroubleKind, limit: number): Promise<string[]> {
    return troubleRepository.due(this.database.writer, kind, this.now, limit);
  }

  async measure(): Promise<void> {
    const counts = new Map(
      (await troubleRepository.count(this.database.writer)).map((each) => [each.kind, each.count]),
    );
    for (const kind of TROUBLE_KINDS) inTrouble.set(counts.get(kind) ?? 0, { kind });
  }

  private get now(): Date {
    return new Date(this.clock.now());
  }
}

/** The next one would fail for the same reason: the provider is not asked at all, or the database is away. */
export function isEverybodys(error: unknown): boolean {
  if (error instanceof ProviderFailure) return error.kind === 'not_done';
  return isFault(error) && error.kind === 'unavailable';
}
