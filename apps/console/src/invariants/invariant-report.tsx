import type { InvariantReport } from '@breakwater/contracts';
import { useId } from 'react';
import { Link } from 'react-router';
import { formatInstant } from '../shell/format-instant.js';
import { Panel } from '../status/panel.js';
import { invariantState, pageOf, reportWords } from './invariant-words.js';

const COLUMNS = ['Invariant', 'State', 'Looked at', 'Violations', 'Not checked because'];

export function InvariantReportView({ report }: { report: InvariantReport }) {
  const id = useId();
  const { title, look } = reportWords(report);
  const scope = report.scope === 'full' ? 'everything there is' : 'what has changed lately and is unfinished';
  const tookMs = Date.parse(report.finishedAt) - Date.parse(report.startedAt);
  return (
    <>
      <section className={`figure ${look}`} aria-labelledby={id}>
        <h2 id={id}>{title}</h2>
        <p>
          Looked at {scope}, <time dateTime={report.finishedAt}>{formatInstant(report.finishedAt)}</time>, in{' '}
          {(tookMs / 1000).toFixed(1)} s.
        </p>
      </section>
      <Panel title={`The five, over ${scope}`} columns={COLUMNS} empty={false}>
        <tbody>
          {report.invariants.map(({ invariant, title: name, state, checked, violations, notChecked }) => (
            <tr key={invariant} className={state === 'violated' ? 'row-down' : undefined}>
              <th scope="row">
                {invariant}. {name}
              </th>
              <td>
                <span className={`badge ${invariantState(state).look}`}>{invariantState(state).name}</span>
              </td>
              <td>{checked}</td>
              <td>{violations}</td>
              <td className="detail">{notChecked}</td>
            </tr>
          ))}
        </tbody>
      </Panel>
      {report.violations.length === 0 ? null : <Violations report={report} />}
    </>
  );
}

function Violations({ report }: { report: InvariantReport }) {
  return (
    <Panel title="Violations" columns={['Code', 'What', 'Concerns', 'First seen']} empty={false}>
      <tbody>
        {report.violations.map(({ invariant, code, message, ids, firstSeenAt }) => (
          <tr key={`${code} ${JSON.stringify(ids)}`}>
            <th scope="row">
              <code>{code}</code> ({invariant})
            </th>
            <td className="detail">{message}</td>
            <td>
              {Object.entries(ids).map(([name, value]) => (
                <Concern key={name} name={name} value={value} />
              ))}
            </td>
            <td>{formatInstant(firstSeenAt)}</td>
          </tr>
        ))}
      </tbody>
    </Panel>
  );
}

function Concern({ name, value }: { name: string; value: string }) {
  const page = pageOf(name, value);
  return (
    <span className="concern">
      {name} {page === undefined ? <code>{value}</code> : <Link to={page}>{value}</Link>}
    </span>
  );
}
