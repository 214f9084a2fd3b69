import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';

/** A Helm chart with a few files. */
export interface Chart {
  readonly name: string;
  /** SemVer. */
  readonly version: string;
  /**
   * The text of each file by its path in the chart: `templates/…` and `values.yaml`. Chart.yaml is generated from the
   * other fields.
   */
  readonly files: Readonly<Record<string, string>>;
  /** Other charts that belong to it; they are in its files below `charts/`. @default - none */
  readonly dependencies?: readonly { readonly name: string; readonly version: string }[];
}

/** A running chart repository. */
export interface ChartRepository {
  /** The `url` for a HelmRepository, such as `http://127.0.0.1:40000`. */
  readonly url: string;
  /** The paths of all requests so far. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/** Packs charts and serves them with their index over plain HTTP on 127.0.0.1. */
export async function serveCharts(charts: readonly Chart[]): Promise<ChartRepository> {
  const files = new Map<string, string | Buffer>();
  for (const chart of charts) files.set(`/${fileOf(chart)}`, await pack(chart));
  const entries: Record<string, object[]> = {};
  for (const chart of charts) {
    entries[chart.name] = [...(entries[chart.name] ?? []), { ...metadata(chart), urls: [fileOf(chart)] }];
  }
  files.set('/index.yaml', stringify({ apiVersion: 'v1', entries }));

  const requests: string[] = [];
  const server = createServer(({ url = '/' }, response) => {
    requests.push(url);
    const file = files.get(url);
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, stop };
}

const fileOf = ({ name, version }: Chart) => `${name}-${version}.tgz`;
const metadata = ({ name, version, dependencies }: Chart) => ({ apiVersion: 'v2', name, version, dependencies });

/** The archive of a chart. */
export async function pack(chart: Chart): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'fluxapp-chart-'));
  try {
    for (const [path, text] of Object.entries({ ...chart.files, 'Chart.yaml': stringify(metadata(chart)) })) {
      const file = join(folder, chart.name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    await promisify(execFile)('tar', ['-czf', 'chart.tgz', chart.name], { cwd: folder });
    return readFileSync(join(folder, 'chart.tgz'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
