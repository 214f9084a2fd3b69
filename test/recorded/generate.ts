import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { applications } from '../application/arbitrary-application';
import { mutatedApplications } from '../application/arbitrary-mutation';

// Writes applications.jsonl, with one Application per line: `npx tsx test/recorded/generate.ts`. The Applications are
// stored so that the recordings do not depend on how Applications are generated.
const lines = [applications, mutatedApplications].flatMap((arbitrary) =>
  fc
    .sample(arbitrary, { seed: 7, numRuns: 80 })
    .map((each) => JSON.stringify(each, (_, value) => (typeof value === 'bigint' ? Number(value) : value)))
    .filter((line) => line.length < 1700)
    .slice(0, 40),
);
writeFileSync(join(__dirname, 'applications.jsonl'), `${lines.join('\n')}\n`);
