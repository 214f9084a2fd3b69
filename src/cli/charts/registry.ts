import { ChartError, MAX_CHART_BYTES } from '../../charts';
import { listOf, mapOf, parsedJson, stringOf } from '../../json';
import { authorize, refused } from './authorize';
import { answerOf, bodyOf, type DownloadOptions, request } from './download';
import { type FoundChart, readArchive, sha256Of } from './read-files';
import { versionProblem } from './repository';

/** A chart in an OCI registry. */
export interface RegistryChart {
  /** `ghcr.io`, with the port if it has one. */
  readonly host: string;
  /** `stefanprodan/charts/podinfo`. */
  readonly repository: string;
  readonly version: string | undefined;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CHART_LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
/** The maximum size of a manifest or list. */
const MAX_JSON_BYTES = 4 * 1024 * 1024;

/**
 * Gets a chart from an OCI registry. If the registry requires authentication, the credentials are those that
 * `helm registry login` or `docker login` stored; without any, an anonymous token is requested.
 *
 * @throws ChartError if the chart or version does not exist, or the registry denies access
 */
export async function readRegistryChart(
  { host, repository, version }: RegistryChart,
  signal: AbortSignal,
): Promise<FoundChart> {
  const registry = new Registry(host, repository, signal);
  const tags = () => registry.tags();
  if (version === undefined) throw new ChartError(registry.place, versionProblem(version, await tags()));
  // a tag cannot contain the sign of build metadata
  const manifest = await registry.json(`manifests/${version.replaceAll('+', '_')}`);
  if (manifest === undefined) throw new ChartError(registry.place, versionProblem(version, await tags()));
  const layer = listOf(mapOf(manifest).layers)
    .map(mapOf)
    .find(({ mediaType }) => mediaType === CHART_LAYER);
  const digest = stringOf(layer?.digest) ?? '';
  if (!/^sha256:[\da-f]{64}$/.test(digest)) throw new ChartError(`${registry.place}@${version}`, 'is not a chart');
  const archive = await registry.blob(digest);
  return readArchive(archive, `${registry.place}@${version}`);
}

class Registry {
  readonly place: string;
  private readonly base: string;
  private authorization: Readonly<Record<string, string>> = {};

  constructor(
    private readonly host: string,
    repository: string,
    private readonly signal: AbortSignal,
  ) {
    this.place = `oci://${host}/${repository}`;
    const server = host === 'docker.io' ? 'registry-1.docker.io' : host;
    const isLocal = /^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(host);
    this.base = `${isLocal ? 'http' : 'https'}://${server}/v2/${repository}`;
  }

  /** The document at a path; undefined if it does not exist. */
  async json(path: string): Promise<unknown> {
    const { bytes, digest } = await this.get(path, MAX_JSON_BYTES);
    if (bytes && digest?.startsWith('sha256:')) this.check(bytes, digest, 'the registry says');
    return bytes && parsedJson(new TextDecoder().decode(bytes));
  }

  async tags(): Promise<string[]> {
    const tags = listOf(mapOf(await this.json('tags/list')).tags).filter((tag) => typeof tag === 'string');
    return tags.map((tag) => tag.replaceAll('_', '+')).reverse();
  }

  async blob(digest: string): Promise<Uint8Array> {
    const { bytes = new Uint8Array() } = await this.get(`blobs/${digest}`, MAX_CHART_BYTES);
    this.check(bytes, digest, 'its manifest says');
    return bytes;
  }

  private check(bytes: Uint8Array, digest: string, source: string): void {
    const own = `sha256:${sha256Of(bytes)}`;
    if (own === digest) return;
    throw new ChartError(this.place, `has another digest than ${source}: it is ${own}, not ${digest}`);
  }

  /** The content at a path; without bytes if it does not exist. */
  private async get(path: string, limit: number): Promise<{ readonly bytes?: Uint8Array; readonly digest?: string }> {
    const url = `${this.base}/${path}`;
    const options = (): DownloadOptions => ({
      signal: this.signal,
      limit,
      headers: { accept: `${MANIFEST}, application/json, */*`, ...this.authorization },
    });
    let response = await request(url, options());
    if (response.status === 401) {
      // the registry redirects to storage, which must not learn the credentials of the registry
      const isOwn = new URL(response.url).origin === new URL(url).origin;
      if (!isOwn) throw refused(response, this.place, this.host);
      this.authorization = { authorization: await authorize(response, this.host, this.place, this.signal) };
      response = await request(url, options());
    }
    if (response.status === 404) return {};
    if (response.status === 401 || response.status === 403) throw refused(response, this.place, this.host);
    if (!response.ok) throw new ChartError(this.place, answerOf(response));
    const digest = response.headers.get('docker-content-digest') ?? undefined;
    return { bytes: await bodyOf(response, url, options()), digest };
  }
}
