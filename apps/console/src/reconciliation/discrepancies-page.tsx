import { type DiscrepancyKind, listDiscrepancies } from '@breakwater/contracts';
import { call, useResource } from '@breakwater/web';
import { useId } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { ConsolePage } from '../shell/console-page.js';
import { Reading } from '../shell/reading.js';
import { useEvery } from '../shell/use-every.js';
import { chosenState, filterSearch, readFilters, STATE_CHOICES, type StateChoice } from './discrepancy-filters.js';
import { DiscrepancyTable } from './discrepancy-table.js';
import { KIND_NAMES, stateWords } from './discrepancy-words.js';
import { ReadUntil } from './read-until.js';
import { ReconciliationTabs } from './reconciliation-tabs.js';
import { Unexplained } from './unexplained.js';

const REFRESH_MS = 5_000;
const TITLES: Record<StateChoice, string> = {
  waiting: 'Waiting for a person',
  open: 'A rule is working on these',
  resolved: 'Resolved',
  aged_out: 'Aged out: they were only late',
  all: 'All discrepancies',
};

export function DiscrepanciesPage() {
  const [search] = useSearchParams();
  const choice = chosenState(search);
  const { state, kind } = readFilters(search);
  const after = search.get('after') ?? undefined;
  const resource = useResource(`discrepancies ${choice} ${kind ?? ''} ${after ?? ''}`, (signal) =>
    call(listDiscrepancies, { query: { state, kind, after }, signal }),
  );
  useEvery(REFRESH_MS, resource.reload);
  return (
    <ConsolePage title="Reconciliation">
      <ReconciliationTabs />
      <Reading what="the discrepancies" resource={resource}>
        {({ items, next, counts, unexplained, readUntil }) => (
          <>
            <Unexplained sums={unexplained} />
            <Filters choice={choice} kind={kind} counts={{ ...counts, aged_out: counts.agedOut, all: undefined }} />
            <DiscrepancyTable title={TITLES[choice]} items={items} />
            <p className="button-row">
              {after === undefined ? null : <Link to={filterSearch(choice, kind)}>Back to the newest</Link>}
              {next === null ? null : <Link to={withAfter(filterSearch(choice, kind), next)}>Older ones</Link>}
            </p>
            <ReadUntil sources={readUntil} />
          </>
        )}
      </Reading>
    </ConsolePage>
  );
}

const withAfter = (search: string, after: string): string => `${search === '' ? '?' : `${search}&`}after=${after}`;

interface FiltersProps {
  readonly choice: StateChoice;
  readonly kind: DiscrepancyKind | undefined;
  readonly counts: Readonly<Record<StateChoice, number | undefined>>;
}

function Filters({ choice, kind, counts }: FiltersProps) {
  const id = useId();
  const navigate = useNavigate();
  return (
    <div className="filters">
      <nav className="segments" aria-label="State">
        {STATE_CHOICES.map((one) => (
          <Link key={one} to={{ search: filterSearch(one, kind) }} aria-current={one === choice ? 'page' : undefined}>
            {one === 'all' ? 'All' : stateWords(one).name}
            {counts[one] === undefined ? null : <span className="segment-count">{counts[one]}</span>}
          </Link>
        ))}
      </nav>
      <div className="filter-kind">
        <label htmlFor={id}>Kind</label>
        <select
          id={id}
          className="select"
          value={kind ?? ''}
          onChange={(event) => {
            const wanted = KIND_NAMES.find((known) => known.kind === event.target.value)?.kind;
            void navigate({ search: filterSearch(choice, wanted) });
          }}
        >
          <option value="">Every kind</option>
          {KIND_NAMES.map((known) => (
            <option key={known.kind} value={known.kind}>
              {known.name}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
