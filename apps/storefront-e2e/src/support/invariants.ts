import { checkInvariants as route, type InvariantReport } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { Shopper } from './shopper.js';
import { secrets } from './surroundings.js';

/** Has the running shop check its five invariants now, as the operator, and returns what it found. */
export async function checkInvariants({ full = false, timeoutMs = 120_000 } = {}): Promise<InvariantReport> {
  const operator = new Shopper();
  await operator.signIn(secrets().operator);
  const runId = crypto.randomUUID();
  return eventually(
    async () => {
      const { status, body } = await operator.ask('POST', '/api/operations/invariants', { full, runId });
      if (status !== 200) throw new Error(`the check was answered ${status}: ${JSON.stringify(body)}`);
      const { report } = route.responses[200].parse(body);
      if (report === null) throw new Error('the check has no report');
      return report;
    },
    { timeoutMs },
  );
}

/** Waits until a check of everything finds nothing wrong and could look at everything. */
export async function invariantsHold(timeoutMs = 60_000): Promise<InvariantReport> {
  return eventually(
    async () => {
      const report = await checkInvariants({ full: true });
      if (report.state !== 'holds') {
        const { invariants, violations } = report;
        const open = invariants.filter(({ state }) => state !== 'holds');
        throw new Error(`the invariants do not hold: ${JSON.stringify({ open, violations }, null, 2)}`);
      }
      return report;
    },
    { timeoutMs },
  );
}
