// Reads the test runner's JSON report; prints how many tests each suite has and how long they took, and counts them all.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
/** The folders that are suites of their own; everything else is the unit project. */
const SUITES = ['package', 'harness', 'kube-server', 'api-server', 'flux', 'browser', 'recorded', 'docs'];

const suites = new Map();
for (const { name, startTime, endTime, assertionResults } of report.testResults) {
  const [, folder] = relative(process.cwd(), name).split('/');
  const suite = SUITES.includes(folder) ? `test/${folder}` : 'unit, the rest';
  const { tests = 0, ms = 0 } = suites.get(suite) ?? {};
  suites.set(suite, { tests: tests + assertionResults.length, ms: ms + (endTime - startTime) });
}
for (const [suite, { tests, ms }] of [...suites].sort()) {
  console.log(`${suite}: ${tests} tests, ${(ms / 1000).toFixed(0)} s of test files`);
}

// a file that cannot be loaded has no tests that fail
const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
const skipped = report.numPendingTests + report.numTodoTests;
console.log(`${report.numPassedTests} passed, ${report.numFailedTests + broken.length} failed, ${skipped} skipped`);
