import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests may take as much longer as they do more runs; test/random-runs.ts has the variable. */
const longer = Number(process.env.FC_NUM_RUNS || 1);

/** Suites that a script of .ci/ runs, and that need what it has made: a folder, by the variable that names it. */
const prepared = {
  image: { variable: 'FLUXAPP_IMAGE_ROOT', globalSetup: ['harness/vitest.ts'] },
  field: { variable: 'FLUXAPP_FIELD', globalSetup: [] },
};
const others = Object.entries(prepared)
  .filter(([, { variable }]) => process.env[variable])
  .map(([name, { globalSetup }]) => ({
    extends: true as const,
    test: { name, include: [`test/${name}/**/*.test.ts`], globalSetup, testTimeout: 120_000, hookTimeout: 120_000 },
  }));

export default defineConfig({
  resolve: { alias: { 'cdk8s-fluxapp': join(import.meta.dirname, 'src/index.ts') } },
  test: {
    setupFiles: ['test/setup.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['package', 'harness', 'api-server', 'kube-server', 'flux', 'browser', ...Object.keys(prepared)].map(
            (name) => `test/${name}/**`,
          ),
          // the default leaves one processor idle, which is half of two
          maxWorkers: '100%',
          // a limit for what hangs: beside other work a test takes three times as long
          testTimeout: 120_000 * longer,
        },
      },
      {
        extends: true,
        // packs, and installs what it packed: takes minutes, and a registry
        test: {
          name: 'package',
          // as many as the unit tests, beside which they run
          maxWorkers: '100%',
          include: ['test/package/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        // starts browsers, which take what processors there are
        test: {
          name: 'browser',
          maxWorkers: 1,
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['harness/browser.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          // Flux and API servers keep the processors busy; after the unit tests, which do so too
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          include: ['harness', 'api-server', 'kube-server', 'flux'].map((folder) => `test/${folder}/**/*.test.ts`),
          globalSetup: ['harness/vitest.ts'],
          testTimeout: 180_000 * longer,
          hookTimeout: 180_000 * longer,
        },
      },
      ...others,
    ],
  },
});
