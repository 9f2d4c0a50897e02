import type { SystemStatus } from '@breakwater/contracts';

type Health = SystemStatus['health'];

const LOOKS: Record<Health, { className: string; mark: string }> = {
  up: { className: 'badge badge-good', mark: '●' },
  degraded: { className: 'badge badge-warning', mark: '▲' },
  down: { className: 'badge badge-bad', mark: '■' },
};

/** Colour, shape and word: none of them alone. */
export function HealthBadge({ health }: { health: Health }) {
  const { className, mark } = LOOKS[health];
  return (
    <span className={className}>
      <span aria-hidden="true">{mark}</span> {health}
    </span>
  );
}
