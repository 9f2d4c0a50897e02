import { parseArgs } from 'node:util';
import { Operator } from './invariants/operator.js';
import { exitCodeOf, presentReport } from './invariants/present.js';
import { findShop } from './invariants/running-shop.js';
import { say } from './measure/report.js';

// `npm run check:invariants`: asks the running shop whether its five invariants hold. Ends with 1 when one is violated and with 2
// when something could not be checked.

const USAGE = `usage: npm run check:invariants -- [--full] [--json] [--url http://localhost:8080]
  --full   everything there is, not only what has changed lately
  --json   the whole report as JSON
  --url    the shop's address; the operator then comes from OPERATOR_EMAIL and OPERATOR_PASSWORD, if they are set`;
const NOT_CHECKED = 2;
const RECENT_WITHIN_MS = 120_000;
const FULL_WITHIN_MS = 30 * 60_000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      full: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      url: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const operator = await Operator.signIn(findShop(values.url, process.env));
  const report = await operator.check(values.full, values.full ? FULL_WITHIN_MS : RECENT_WITHIN_MS);
  say(values.json ? JSON.stringify(report, null, 2) : presentReport(report));
  return exitCodeOf(report);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = NOT_CHECKED;
}
