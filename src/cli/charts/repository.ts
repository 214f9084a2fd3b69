import { ChartError, findInIndex, type IndexedVersion, MAX_CHART_BYTES } from '../../charts';
import { didYouMean, nearestFew } from '../../diagnostics';
import { basicAuthorization, repositoryCredentials } from './credentials';
import { type DownloadOptions, download, placeOf } from './download';
import { type FoundChart, readArchive } from './read-files';

/** The maximum size of an index. */
const MAX_INDEX_BYTES = 256 * 1024 * 1024;

/** A chart of a repository. */
export interface RepositoryChart {
  /** The URL of the repository. */
  readonly repository: string;
  readonly name: string;
  /** Exact. */
  readonly version: string | undefined;
}

/**
 * Gets a chart from a repository that is served over HTTP, with the credentials that `helm repo add` stored, if any.
 *
 * @throws ChartError if the repository, the chart or the version does not exist, or the archive differs from the index
 */
export async function readRepositoryChart(wanted: RepositoryChart, signal: AbortSignal): Promise<FoundChart> {
  const { repository, name, version } = wanted;
  const base = repository.endsWith('/') ? repository : `${repository}/`;
  const indexUrl = `${base}index.yaml`;
  const credentials = await repositoryCredentials(repository);
  const headers = credentials && { authorization: basicAuthorization(credentials) };
  const index = new TextDecoder().decode(await download(indexUrl, { signal, limit: MAX_INDEX_BYTES, headers }));
  const { versions, names } = findInIndex(index, name, indexUrl);
  if (names) throw new ChartError(repository, `has no chart ${JSON.stringify(name)}${didYouMean(name, names)}`);
  const found = versions.find((each) => each.version === version);
  if (found === undefined)
    throw new ChartError(
      `${base}${name}`,
      versionProblem(
        version,
        versions.map((each) => each.version),
      ),
    );
  if (!URL.canParse(found.url, base)) throw new ChartError(indexUrl, `the URL of ${name} ${version} is not valid`);
  const url = new URL(found.url, base);
  const isForArchive = credentials?.isForAll || url.origin === new URL(base).origin;
  return readIndexed(found, url.href, { signal, limit: MAX_CHART_BYTES, ...(isForArchive && { headers }) });
}

async function readIndexed({ sha256 }: IndexedVersion, url: string, options: DownloadOptions): Promise<FoundChart> {
  const place = placeOf(url);
  const archive = readArchive(await download(url, options), place);
  if (sha256 !== undefined && sha256 !== archive.origin.sha256) {
    throw new ChartError(
      place,
      `has another digest than the index says: it is ${archive.origin.sha256}, not ${sha256}`,
    );
  }
  return archive;
}

/** The error for a missing version. */
export function versionProblem(version: string | undefined, versions: readonly string[]): string {
  const some = versions.length === 0 ? '' : `, such as @${versions[0]}`;
  if (version === undefined) return `add the version${some}`;
  const near = nearestFew(version, versions);
  const others = near.length > 0 ? near : versions.slice(0, 3);
  const remedy = others.length === 0 ? 'it has none' : `it has, among others, ${others.join(', ')}`;
  return `has no version ${JSON.stringify(version)}: ${remedy}`;
}
