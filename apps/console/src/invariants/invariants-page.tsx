import { checkInvariants, getInvariants, type InvariantReport } from '@breakwater/contracts';
import { announce, asApiError, call, newIdempotencyKey, pause, useResource } from '@breakwater/web';
import { useState } from 'react';
import { ConsolePage } from '../shell/console-page.js';
import { Reading } from '../shell/reading.js';
import { useEvery } from '../shell/use-every.js';
import { InvariantReportView } from './invariant-report.js';
import { reportWords } from './invariant-words.js';

const REFRESH_MS = 5_000;
const ASK_AGAIN_MS = 1_000;

/** Checks and waits for the report. */
async function check(full: boolean): Promise<InvariantReport> {
  const body = { full, runId: newIdempotencyKey() };
  for (;;) {
    const { report } = await call(checkInvariants, { body, timeoutMs: 30_000 });
    if (report !== null) return report;
    await pause(ASK_AGAIN_MS);
  }
}

export function InvariantsPage() {
  const resource = useResource('invariants', (signal) => call(getInvariants, { signal }));
  useEvery(REFRESH_MS, resource.reload);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const checkNow = async (full: boolean): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      announce(reportWords(await check(full)).title);
    } catch (failure) {
      const { code, message } = asApiError(failure);
      setProblem(
        code === 'operations.invariants.busy' ? 'A check is running already. Its result comes here.' : message,
      );
    } finally {
      setBusy(false);
      resource.reload();
    }
  };
  return (
    <ConsolePage title="Invariants">
      <p className="quiet">
        What must hold at any time, whatever has failed; looked at over all services and the provider.
      </p>
      <p className="button-row">
        <button
          type="button"
          className="button button-primary"
          aria-disabled={busy}
          onClick={() => void checkNow(false)}
        >
          {busy ? <span className="spinner" aria-hidden="true" /> : null}
          Check now
        </button>
        <button
          type="button"
          className="button button-secondary"
          aria-disabled={busy}
          onClick={() => void checkNow(true)}
        >
          Check everything there is
        </button>
      </p>
      {problem === undefined ? null : (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      <Reading what="the invariants" resource={resource}>
        {({ latest, latestFull }) => (
          <>
            {latest === null ? <p className="quiet">No check has ended since the start.</p> : null}
            {latest === null ? null : <InvariantReportView report={latest} />}
            {latestFull === null || latestFull.id === latest?.id ? null : <InvariantReportView report={latestFull} />}
          </>
        )}
      </Reading>
    </ConsolePage>
  );
}
