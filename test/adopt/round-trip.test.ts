import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limit, runs, SEED } from '../random-runs';
import { arbitraryFleet } from './arbitrary-fleet';
import { expectRoundTrip, isDelivery } from './round-trip';

/** The numbers of generated objects that were imported and not imported. */
const counted = { taken: 0, left: 0, several: 0 };

test(
  'what was taken comes out as it went in, but for names and what is documented',
  () => {
    fc.assert(
      fc.property(arbitraryFleet, (fleet) => {
        const { taken, left, applications } = expectRoundTrip(fleet);
        counted.taken += taken.length;
        counted.left += left.filter(({ object }) => isDelivery(object)).length;
        counted.several += applications.filter(({ targets }) => targets.length > 1).length;
      }),
      { seed: SEED, numRuns: runs(150) },
    );
    expect(counted.taken).toBeGreaterThan(counted.left);
    expect(counted.left).toBeGreaterThan(0);
    expect(counted.several).toBeGreaterThan(20);
  },
  limit(120_000),
);
