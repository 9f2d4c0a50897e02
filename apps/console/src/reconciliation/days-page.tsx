import { type Day, listDays } from '@breakwater/contracts';
import { call, useResource } from '@breakwater/web';
import { Link } from 'react-router';
import { ConsolePage } from '../shell/console-page.js';
import { Reading } from '../shell/reading.js';
import { useEvery } from '../shell/use-every.js';
import { Panel } from '../status/panel.js';
import { csvAddress, dayState, sumsOf } from './day-words.js';
import { ReconciliationTabs } from './reconciliation-tabs.js';

const REFRESH_MS = 15_000;
const COLUMNS = ['Day', 'State', 'Orders', 'Captured', 'Refunded', 'Fees', 'Paid out', 'At the bank', 'Matched'].concat(
  ['Discrepancies', 'Unexplained', 'File'],
);

export function DaysPage() {
  const resource = useResource('days', (signal) => call(listDays, { query: {}, signal }));
  useEvery(REFRESH_MS, resource.reload);
  return (
    <ConsolePage title="Business days">
      <ReconciliationTabs />
      <Reading what="the days" resource={resource}>
        {({ items }) => (
          <Panel title="Daily runs" columns={COLUMNS} empty={items.length === 0} emptyText="No day yet.">
            <tbody>
              {items.map((day) => (
                <DayRow key={day.date} day={day} />
              ))}
            </tbody>
          </Panel>
        )}
      </Reading>
    </ConsolePage>
  );
}

function DayRow({ day }: { day: Day }) {
  const unexplained = sumsOf(day, 'unexplainedMinor');
  return (
    <tr className={unexplained === '–' ? undefined : 'row-down'}>
      <th scope="row">
        <Link to={`/reconciliation/days/${day.date}`}>{day.date}</Link>
      </th>
      <td>{dayState(day)}</td>
      <td>{day.orders}</td>
      <td>{sumsOf(day, 'capturedMinor')}</td>
      <td>{sumsOf(day, 'refundedMinor')}</td>
      <td>{sumsOf(day, 'feesMinor')}</td>
      <td>{sumsOf(day, 'paidOutMinor')}</td>
      <td>{sumsOf(day, 'bankedMinor')}</td>
      <td>{day.matched}</td>
      <td>{day.discrepancies.reduce((sum, { count }) => sum + count, 0)}</td>
      <td>{unexplained === '–' ? 'none' : unexplained}</td>
      <td>
        <a href={csvAddress(day.date)} download>
          CSV<span className="visually-hidden"> of {day.date}</span>
        </a>
      </td>
    </tr>
  );
}
