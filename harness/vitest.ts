/** Set-up of the vitest project `cluster`: one API server for the whole run, shared by all its test files. */
import type { TestProject } from 'vitest/node';
import { apiServerBinaries, fluxBinaries, whyUnavailable } from './binaries';
import type { Connection } from './client';
import { startClusters } from './cluster';

declare module 'vitest' {
  interface ProvidedContext {
    /** The shared API server; null if there are no binaries for one. */
    apiServer: Connection | null;
    /** Whether clusters with Flux can be started. */
    flux: boolean;
  }
}

/**
 * Builds missing binaries, starts the API server, and returns a function that stops it. Without binaries it prints one
 * line, and the tests are skipped (see suite.ts); with CI=true it fails the run instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const noApiServer = await whyUnavailable(apiServerBinaries);
  const noFlux = noApiServer ?? (await whyUnavailable(fluxBinaries));
  if (noApiServer && process.env.CI === 'true') throw new Error(`cluster tests cannot run: ${noApiServer}`);
  if (noFlux) process.stderr.write(`${noApiServer ? 'cluster' : 'Flux'} tests skipped: ${noFlux}\n`);
  project.provide('flux', !noFlux);
  if (noApiServer) {
    project.provide('apiServer', null);
    return async () => {};
  }
  const running = await startClusters({ clusters: ['shared'] });
  project.provide('apiServer', running.host.connection);
  return () => running.stop();
}
