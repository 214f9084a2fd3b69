import { ChartError } from '../../charts';
import { type FoundChart, readLocalChart } from './read-files';
import type { ChartLocation } from './reference';
import { readRegistryChart } from './registry';
import { readRepositoryChart } from './repository';

/** Reads a chart from its origin. @throws ChartError if it cannot be read, or does not have the requested version */
export async function readChartAt(location: ChartLocation, signal: AbortSignal): Promise<FoundChart> {
  if (location.kind === 'local') return readLocalChart(location.path);
  const found =
    location.kind === 'registry' ? readRegistryChart(location, signal) : readRepositoryChart(location, signal);
  const { name, version } = (await found).chart;
  if (version === location.version) return found;
  throw new ChartError(`${name}@${location.version}`, `the archive has version ${JSON.stringify(version)}`);
}
