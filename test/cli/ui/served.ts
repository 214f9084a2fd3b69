import { PassThrough } from 'node:stream';
import { onTestFinished, vi } from 'vitest';
import { FakeApiServer } from '../../../harness/fake-api-server';
import { lower } from '../../../src';
import type { PageFiles } from '../../../src/cli/page';
import { serveUi, type UiOptions } from '../../../src/cli/ui/run';
import { DELIVERIES, pathOf } from '../../../src/kubernetes';
import type { PauseAnswer } from '../../../src/page';
import { helmApplication, onHost, onMember } from '../../application/applications';
import { kubeconfigOf } from '../../recorded/api-server';
import { folderOf } from '../run';
import { ask } from './ask';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const TIME = '2026-11-26T10:00:00Z';

const condition = (status: string, reason: string, message: string) => ({
  ...{ type: 'Ready', status, reason, message },
  ...{ observedGeneration: 1, lastTransitionTime: TIME },
});

/** An Application and its releases on two clusters, all ready. */
export function application(name: string): Any[] {
  const metadata = { name, namespace: 'apps', uid: name, generation: 1, creationTimestamp: TIME };
  const stored = helmApplication([onHost('web'), onMember('eu-1', 'web')], { metadata });
  const releases = (lower(stored).objects as Any[]).map((release, index) => ({
    ...release,
    metadata: { ...release.metadata, uid: `${name}-${index}`, generation: 1 },
    status: {
      observedGeneration: 1,
      conditions: [condition('True', 'InstallSucceeded', 'installed')],
      history: [{ status: 'deployed', chartVersion: '1.0.0', version: 1 }],
    },
  }));
  return [stored, ...releases];
}

/** A running server of the page. */
export interface ServedPage {
  readonly port: number;
  readonly token: string;
  /** The output of the command. */
  readonly written: { stdout: string; stderr: string };
  /** Stops it like Ctrl-C, and waits until it has stopped. */
  stop(): Promise<void>;
}

/** Serves the page until the test ends. */
export async function servePage(options: Partial<UiOptions>, files: PageFiles): Promise<ServedPage> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) =>
    new PassThrough().on('data', (chunk) => {
      written[name] += chunk;
    });
  const stopping = new AbortController();
  const io = { stdin: process.stdin, stdout: stream('stdout'), stderr: stream('stderr') } as Any;
  const serving = serveUi({ port: 0, ...options }, files, io, stopping.signal);
  const stop = async () => {
    stopping.abort();
    await serving;
  };
  onTestFinished(() => stop().catch(() => {})); // if it has not started, the test itself receives the error
  await Promise.race([serving, vi.waitUntil(() => written.stdout.includes('\n'), { timeout: 30_000 })]);
  const [, port, token = ''] = /^http:\/\/127\.0\.0\.1:(\d+)\/#token=([\w-]{43})\n$/.exec(written.stdout) ?? [];
  return { written, stop, port: Number(port), token };
}

/** Reads data below `/api/v1/` with the token. */
export async function readData({ port, token }: ServedPage, path: string): Promise<{ status: number; data: Any }> {
  const headers = { authorization: `Bearer ${token}` };
  const { status, body } = await ask(port, { path: `/api/v1/${path}`, headers });
  return { status, data: JSON.parse(body) };
}

/** Sends a request to pause or resume. */
export async function sendOrder(
  served: ServedPage,
  goal: string,
  order: object,
): Promise<{ status: number; answer: PauseAnswer & { readonly message?: string } }> {
  return await postData(served, goal, order);
}

/** Posts data to a path below `/api/v1/`. */
export async function postData(
  { port, token }: ServedPage,
  path: string,
  data: unknown,
): Promise<{ status: number; answer: Any }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const { status, body } = await ask(port, {
    method: 'POST',
    path: `/api/v1/${path}`,
    headers,
    body: JSON.stringify(data),
  });
  return { status, answer: JSON.parse(body) };
}

/** A running server of the page, with a fake API server. */
export interface Served extends ServedPage {
  readonly cluster: FakeApiServer;
  /** The path of its kubeconfig. */
  readonly kubeconfig: string;
  /** Lets a release fail. @param release `namespace/name` */
  fail(release: string, message: string): Promise<void>;
}

/**
 * Serves the page for a fake API server with some objects, until the test ends.
 *
 * @param actions the changes of a plan file for that server, by address
 */
export async function serve(
  objects: readonly object[],
  files: PageFiles,
  options: Partial<UiOptions> = {},
  actions?: Readonly<Record<string, string>>,
): Promise<Served> {
  const cluster = await FakeApiServer.start(objects);
  onTestFinished(() => cluster.close());
  const plan = actions && { 'plan.json': planText(cluster.url, actions) };
  const { path } = folderOf({ kubeconfig: kubeconfigOf(cluster.url), ...plan });
  const where = { kubeconfig: `${path}/kubeconfig`, allNamespaces: true, ...(plan && { plan: `${path}/plan.json` }) };
  const page = await servePage({ ...where, ...options }, files);
  return {
    ...page,
    cluster,
    kubeconfig: where.kubeconfig,
    async fail(release, message) {
      const [namespace, name] = release.split('/');
      await fetch(`${cluster.url}${pathOf(DELIVERIES.HelmRelease, namespace, name, 'status')}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ status: { conditions: [condition('False', 'UpgradeFailed', message)] } }),
      });
    },
  };
}

/** A plan file for the server with this address. */
export function planText(server: string, actions: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    ...{ format_version: '1.0', type: 'fluxapp-plan', namespace: 'apps', cluster: { server, context: 'here' } },
    input: { filename: ['dist'], recursive: false, digest: 'sha256:0' },
    objects: Object.entries(actions).map(([address, action]) => ({ address, action })),
  });
}
