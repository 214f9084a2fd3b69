import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultReleaseName } from '../../src/application/release-name';
import {
  documentedCopies,
  formatReleasesGolden,
  RELEASES_GOLDEN_FILE,
  readReleasesGolden,
} from '../oracle/documented-copies';
import { askOracle, hasGo } from '../oracle/go';

test.each(documentedCopies())('helm-controller makes of a copy that sets $sets what the page says', (copy) => {
  expect(readReleasesGolden().get(copy.sets)).toEqual(copy.release);
});

test('names that are left to Flux are those that helm-controller makes', () => {
  const releases = readReleasesGolden();
  expect(releases.get('nothing')?.name).toBe(defaultReleaseName('podinfo', undefined));
  expect(releases.get('`targetNamespace: web`')?.name).toBe(defaultReleaseName('podinfo', 'web'));
});

const go = hasGo();
// Without Go, the committed answers are used; in CI, the oracle must be asked again.
test.skipIf(!go && process.env.CI !== 'true')(
  `helm-controller still says what the golden file says${go ? '' : ' (needs Go)'}`,
  () => {
    const copies = documentedCopies();
    const answers = askOracle(copies.map(({ asked }) => asked));
    expect(formatReleasesGolden(copies, answers)).toBe(readFileSync(RELEASES_GOLDEN_FILE, 'utf8'));
  },
  600_000,
);
