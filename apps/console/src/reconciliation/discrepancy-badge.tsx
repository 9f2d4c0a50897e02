import type { DiscrepancyState } from '@breakwater/contracts';
import { stateWords } from './discrepancy-words.js';

const LOOKS = { good: 'badge-good', warning: 'badge-warning', bad: 'badge-bad', info: '' } as const;

export function DiscrepancyBadge({ state }: { state: DiscrepancyState }) {
  const { name, tone } = stateWords(state);
  return <span className={`badge ${LOOKS[tone]}`}>{name}</span>;
}
