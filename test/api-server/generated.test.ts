import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { installCrds } from '../../harness';
import { describeWithApiServer } from '../../harness/suite';
import { lower } from '../../src/application/lower/lower';
import { LOWERING_DIGEST } from '../../src/application/marks';
import { applications } from '../application/arbitrary-application';
import { mutatedApplications } from '../application/arbitrary-mutation';
import { limit, runs } from '../random-runs';
import { fluxCrds } from './flux-crds';
import { collectionPath, type Manifest, refusals } from './judge';

const RUNS = { numRuns: runs(150) };

const digests = (application: unknown) =>
  lower(application)
    .objects.map(({ metadata }) => metadata.annotations?.[LOWERING_DIGEST])
    .filter((digest) => digest !== undefined);

describeWithApiServer('an API server and generated Applications', (client) => {
  beforeAll(async () => {
    const crd = parse(readFileSync(join(__dirname, '../../crds/gitops.kubesphere.io_applications.yaml'), 'utf8'));
    await installCrds(client, [...(await fluxCrds()), crd]);
  });

  test(
    'what passes validation here passes there, and so does all that it lowers to',
    async () => {
      await fc.assert(
        fc.asyncProperty(applications, async (application: Manifest) => {
          const { objects, diagnostics } = lower(application);
          expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
          expect(await refusals(client, [application, ...objects])).toEqual([]);
        }),
        RUNS,
      );
    },
    limit(300_000),
  );

  test(
    'so does what passes here after fields were replaced, renamed, doubled or gone',
    async () => {
      let passed = 0;
      await fc.assert(
        fc.asyncProperty(mutatedApplications, async (application: Manifest) => {
          const { objects, diagnostics } = lower(application);
          if (diagnostics.some(({ severity }) => severity === 'error')) return;
          passed++;
          expect(await refusals(client, [application, ...objects])).toEqual([]);
        }),
        { numRuns: runs(1500) },
      );
      expect(passed).toBeGreaterThan(100);
    },
    limit(300_000),
  );

  test(
    'what it stores lowers to the digests of what was written',
    async () => {
      await fc.assert(
        fc.asyncProperty(applications, async (application: Manifest) => {
          await refusals(client, [application]); // creates the namespace
          const { status, body } = await client.request(
            'POST',
            `${collectionPath(application)}?dryRun=All`,
            application,
          );
          expect(status).toBe(201);
          expect(digests(body)).toEqual(digests(application));
        }),
        RUNS,
      );
    },
    limit(300_000),
  );
});
