import type { SystemStatus } from '@breakwater/contracts';
import { announce } from '@breakwater/web';
import { useEffect } from 'react';
import { findTroubles } from './find-troubles.js';
import { formatDuration } from './format.js';
import { HealthBadge } from './health-badge.js';

const TITLES = { up: 'All is well', degraded: 'Something is not as it should be', down: 'Something is down' } as const;

export function Overview({ status, ageSeconds, stale }: { status: SystemStatus; ageSeconds: number; stale: boolean }) {
  const troubles = findTroubles(status);
  const { health } = status;
  useEffect(() => announce(TITLES[health]), [health]);
  const shown = health === 'up' && troubles.length > 0 ? 'degraded' : health;
  return (
    <section className={`overview overview-${shown}`} aria-labelledby="overview">
      <div className="overview-head">
        <h2 id="overview">{TITLES[shown]}</h2>
        <p>{stale ? `stale, ${formatDuration(ageSeconds)} old` : `${formatDuration(ageSeconds)} ago`}</p>
      </div>
      {troubles.length === 0 ? null : (
        <ul className="troubles" aria-label="What is wrong">
          {troubles.map(({ health, what, detail }) => (
            <li key={`${what} ${detail}`}>
              <HealthBadge health={health} /> <strong>{what}</strong> <span>{detail}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
