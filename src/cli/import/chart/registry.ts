import { createHash } from 'node:crypto';
import { ChartError, MAX_CHART_BYTES } from '../../../charts';
import { listOf, mapOf, parsedJson, stringOf } from '../../../json';
import { answerOf, bodyOf, type DownloadOptions, request } from './download';
import { type FoundChart, readArchive } from './read-files';
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
/** The longest manifest or list that is read. */
const MAX_JSON_BYTES = 4 * 1024 * 1024;

/**
 * Gets a chart from an OCI registry, without credentials: with an anonymous token, if the registry requires one.
 *
 * @throws ChartError if the chart or version does not exist, or the registry requires credentials
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
    host: string,
    repository: string,
    private readonly signal: AbortSignal,
  ) {
    this.place = `oci://${host}/${repository}`;
    const server = host === 'docker.io' ? 'registry-1.docker.io' : host;
    const isLocal = /^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(host);
    this.base = `${isLocal ? 'http' : 'https'}://${server}/v2/${repository}`;
  }

  /** Undefined: it does not exist. */
  async json(path: string): Promise<unknown> {
    const bytes = await this.get(path, MAX_JSON_BYTES);
    return bytes && parsedJson(new TextDecoder().decode(bytes));
  }

  async tags(): Promise<string[]> {
    const tags = listOf(mapOf(await this.json('tags/list')).tags).filter((tag) => typeof tag === 'string');
    return tags.map((tag) => tag.replaceAll('_', '+')).reverse();
  }

  async blob(digest: string): Promise<Uint8Array> {
    const bytes = (await this.get(`blobs/${digest}`, MAX_CHART_BYTES)) ?? new Uint8Array();
    const own = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (own !== digest)
      throw new ChartError(this.place, `has another digest than its manifest says: it is ${own}, not ${digest}`);
    return bytes;
  }

  /** Undefined: it does not exist. */
  private async get(path: string, limit: number): Promise<Uint8Array | undefined> {
    const url = `${this.base}/${path}`;
    const options = (): DownloadOptions => ({
      signal: this.signal,
      limit,
      headers: { accept: `${MANIFEST}, application/json, */*`, ...this.authorization },
    });
    let response = await request(url, options());
    if (response.status === 401) {
      await this.login(response);
      response = await request(url, options());
    }
    if (response.status === 404) return undefined;
    if (response.status === 401 || response.status === 403) {
      throw new ChartError(this.place, `${answerOf(response)}: it is not public, or not there`);
    }
    if (!response.ok) throw new ChartError(this.place, answerOf(response));
    return bodyOf(response, url, options());
  }

  /** Gets a token from the URL that the registry specifies. */
  private async login(response: Response): Promise<void> {
    const challenge = response.headers.get('www-authenticate') ?? '';
    const [, parameters = ''] = /^Bearer\s+(.*)$/i.exec(challenge) ?? [];
    const named = new Map([...parameters.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]));
    const realm = named.get('realm') ?? '';
    if (!URL.canParse(realm)) throw new ChartError(this.place, `${answerOf(response)}: it is not public, or not there`);
    const url = new URL(realm);
    for (const key of ['service', 'scope']) if (named.has(key)) url.searchParams.set(key, named.get(key) as string);
    const options = { signal: this.signal, limit: MAX_JSON_BYTES };
    const answer = await request(url.href, options);
    if (!answer.ok) throw new ChartError(this.place, `${answerOf(answer)}: it is not public, or not there`);
    const body = mapOf(parsedJson(new TextDecoder().decode(await bodyOf(answer, url.href, options))));
    this.authorization = { authorization: `Bearer ${stringOf(body.token) ?? stringOf(body.access_token) ?? ''}` };
  }
}
