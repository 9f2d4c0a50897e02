// A jest reporter that leaves a package's counts, and what failed, in test-results/<kind>.json, so that `npm test` can add
// them up (nx restores the file when it takes the result from its cache).
import { mkdirSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export default class Counts {
  onRunComplete(_contexts, results) {
    mkdirSync('test-results', { recursive: true });
    const { numPassedTests: passed, numFailedTests, numPendingTests: skipped, numRuntimeErrorTestSuites } = results;
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const failures = results.testResults.flatMap(failuresOf);
    writeFileSync(
      `test-results/${process.env.TEST_KIND ?? 'unit'}.json`,
      `${JSON.stringify({ passed, failed, skipped, failures })}\n`,
    );
  }
}

function failuresOf({ testFilePath, testResults, testExecError }) {
  const file = relative(process.cwd(), testFilePath);
  const plain = (message) => stripVTControlCharacters(message ?? '').slice(0, 4_000);
  const broken = testExecError ? [{ file, title: 'does not run', message: plain(testExecError.message) }] : [];
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({ file, title: fullName, message: plain(failureMessages.join('\n')) }))
    .concat(broken);
}
