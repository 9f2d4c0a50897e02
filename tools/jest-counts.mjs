// A jest reporter that leaves a package's counts in test-results/<kind>.json, so that `npm test` can add them up
// (nx restores the file when it takes the result from its cache).
import { mkdirSync, writeFileSync } from 'node:fs';

export default class Counts {
  onRunComplete(_contexts, results) {
    mkdirSync('test-results', { recursive: true });
    const { numPassedTests: passed, numFailedTests, numPendingTests: skipped, numRuntimeErrorTestSuites } = results;
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    writeFileSync(
      `test-results/${process.env.TEST_KIND ?? 'unit'}.json`,
      `${JSON.stringify({ passed, failed, skipped })}\n`,
    );
  }
}
