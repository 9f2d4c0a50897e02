import { listRuns, type Run, startRun } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { announce, asApiError, call, useResource } from '@breakwater/web';
import { useState } from 'react';
import { formatInstant } from '../shell/format-instant.js';
import { Discrepancies } from './discrepancies.js';

const DAY_MS = 86_400_000;

export function ReconciliationPanel() {
  const { data, error, reload } = useResource('runs', (signal) => call(listRuns, { signal }));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const run = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    const now = Date.now();
    const body = { from: new Date(now - DAY_MS).toISOString(), to: new Date(now).toISOString() };
    try {
      const { discrepancies } = await call(startRun, { body, timeoutMs: 60_000 });
      announce(`Reconciled: ${discrepancies.length} discrepancies`);
      reload();
    } catch (failure) {
      setProblem(asApiError(failure).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="card panel" aria-labelledby="reconciliation">
      <div className="panel-head">
        <h2 id="reconciliation">Runs</h2>
        <button
          type="button"
          className="button button-secondary button-small"
          aria-disabled={busy}
          onClick={() => (busy ? undefined : void run())}
        >
          {busy ? <span className="spinner" aria-hidden="true" /> : null}
          Run over the last 24 hours
        </button>
      </div>
      <p className="quiet">Compares orders, payments and the provider’s own list.</p>
      {problem === undefined ? null : (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      {data === undefined && error !== undefined ? (
        <p className="field-problem">
          The runs cannot be read: {error.message}{' '}
          <button type="button" className="button button-plain button-small" onClick={reload}>
            Try again
          </button>
        </p>
      ) : null}
      {data?.items.length === 0 ? <p className="quiet">No run yet.</p> : null}
      <ul className="runs">
        {data?.items.slice(0, 10).map((item) => (
          <RunRow key={item.id} run={item} />
        ))}
      </ul>
    </section>
  );
}

function RunRow({ run }: { run: Run }) {
  const open = run.discrepancies.length;
  return (
    <li className="run">
      <p className="run-facts">
        <span className={`badge ${open === 0 ? 'badge-good' : 'badge-bad'}`}>
          {open === 0 ? 'all matched' : `${open} ${open === 1 ? 'discrepancy' : 'discrepancies'}`}
        </span>
        <strong>{formatInstant(run.startedAt)}</strong>
        <span className="quiet">
          {run.matched} matched of {run.orders} orders, {run.payments} payments, {run.providerTransactions} at the
          provider; captured{' '}
          {run.captured.length === 0 ? 'nothing' : run.captured.map((sum) => formatMoney(sum)).join(', ')}
        </span>
      </p>
      {open === 0 ? null : <Discrepancies items={run.discrepancies} />}
    </li>
  );
}
