import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Chart, pack } from './chart-repository';

/** A running OCI registry of charts. */
export interface ChartRegistry {
  /** The prefix of the `url` of an OCIRepository, such as `oci://127.0.0.1:40000`; the name of a chart follows. */
  readonly url: string;
  /** The digests of the charts, by `<name>:<version>`: `sha256:` and 64 hexadecimal digits. */
  readonly digests: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

const CONFIG = 'application/vnd.cncf.helm.config.v1+json';
const CONTENT = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/**
 * Packs charts and serves them as `helm push` stores them in an OCI registry, read-only, over plain HTTP on 127.0.0.1.
 */
export async function serveChartsAsArtifacts(charts: readonly Chart[]): Promise<ChartRegistry> {
  const blobs = new Map<string, Buffer>();
  const add = (mediaType: string, content: Buffer) => {
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    blobs.set(digest, content);
    return { mediaType, digest, size: content.length };
  };
  const tags = new Map<string, string>();
  for (const chart of charts) {
    const config = add(CONFIG, Buffer.from(JSON.stringify({ name: chart.name, version: chart.version })));
    const layers = [add(CONTENT, await pack(chart))];
    const manifest = JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers });
    tags.set(`${chart.name}:${chart.version}`, add(MANIFEST, Buffer.from(manifest)).digest);
  }

  const server = createServer(({ url = '/', method }, response) => {
    const [, name, part, reference = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(url) ?? [];
    const digest = tags.get(`${name}:${reference}`) ?? reference;
    const content = blobs.get(digest);
    if (url === '/v2/') response.writeHead(200).end();
    else if (content === undefined) response.writeHead(404).end();
    else {
      const type = part === 'manifests' ? MANIFEST : 'application/octet-stream';
      const headers = { 'content-type': type, 'content-length': content.length, 'docker-content-digest': digest };
      response.writeHead(200, headers).end(method === 'HEAD' ? undefined : content);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `oci://127.0.0.1:${(server.address() as AddressInfo).port}`, digests: tags, stop };
}
