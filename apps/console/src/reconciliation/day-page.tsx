import { type DayWithDiscrepancies, getDay, type Money } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { call, useResource } from '@breakwater/web';
import { Link, useParams } from 'react-router';
import { ConsolePage } from '../shell/console-page.js';
import { Fact } from '../shell/fact.js';
import { formatInstant } from '../shell/format-instant.js';
import { Reading } from '../shell/reading.js';
import { useEvery } from '../shell/use-every.js';
import { Panel } from '../status/panel.js';
import { csvAddress, dayState, FIGURES } from './day-words.js';
import { DiscrepancyTable } from './discrepancy-table.js';
import { Unexplained } from './unexplained.js';

const REFRESH_MS = 15_000;

export function DayPage() {
  const { date = '' } = useParams();
  const resource = useResource(`day ${date}`, (signal) => call(getDay, { params: { date }, signal }));
  useEvery(REFRESH_MS, resource.reload);
  return (
    <ConsolePage title={`Business day ${date}`}>
      <p>
        <Link to="/reconciliation/days">All days</Link>
      </p>
      <Reading what="this day" resource={resource}>
        {(day) => (
          <>
            <Unexplained sums={unexplainedOf(day)} />
            <Facts day={day} />
            <Totals day={day} />
            <DiscrepancyTable title="Discrepancies of this day" items={day.items} />
          </>
        )}
      </Reading>
    </ConsolePage>
  );
}

const unexplainedOf = ({ totals }: DayWithDiscrepancies): Money[] =>
  totals.map(({ currency, unexplainedMinor }) => ({ amountMinor: unexplainedMinor, currency }));

function Facts({ day }: { day: DayWithDiscrepancies }) {
  return (
    <section className="card panel" aria-labelledby="day">
      <div className="panel-head">
        <h2 id="day">The run</h2>
        <a className="button button-secondary button-small" href={csvAddress(day.date)} download>
          Download CSV
        </a>
      </div>
      <dl className="facts">
        <Fact name="State">{dayState(day)}</Fact>
        <Fact name="From">
          {formatInstant(day.from)} to {formatInstant(day.to)} ({day.timeZone})
        </Fact>
        <Fact name="Compared">
          {day.orders} orders, {day.payments} payments, {day.providerTransactions} movements at the provider
        </Fact>
        <Fact name="Matched">{day.matched}</Fact>
        {day.tookMs === null ? null : <Fact name="Took">{(day.tookMs / 1000).toFixed(1)} s</Fact>}
      </dl>
    </section>
  );
}

function Totals({ day }: { day: DayWithDiscrepancies }) {
  const columns = ['Figure', ...day.totals.map(({ currency }) => currency)];
  return (
    <Panel title="Totals" columns={columns} empty={day.totals.length === 0} emptyText="No money moved.">
      <tbody>
        {FIGURES.map(([figure, name]) => (
          <tr key={figure}>
            <th scope="row">{name}</th>
            {day.totals.map((total) => (
              <td key={total.currency}>{formatMoney({ amountMinor: total[figure], currency: total.currency })}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </Panel>
  );
}
