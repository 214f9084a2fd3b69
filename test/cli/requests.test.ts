import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeApiServer } from '../../harness/fake-api-server';
import { lower } from '../../src';
import { APPLICATION, DELIVERIES, pathOf } from '../../src/kubernetes';
import * as report from '../../src/status/application-report';
import * as desired from '../../src/status/desired';
import { helmApplication, kustomizationApplication, onHost, onMember } from '../application/applications';
import { kubeconfigOf } from '../recorded/api-server';
import { fluxapp } from './run';

/**
 * The requests of commands to the API server, and how often they report on and lower an application. The numbers are
 * exact, because each further request makes users wait longer.
 */

vi.mock('../../src/status/application-report', { spy: true });
vi.mock('../../src/status/desired', { spy: true });

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const TIME = '2026-11-26T10:00:00Z';
const NAMES = ['app-0', 'app-1', 'app-2', 'app-3', 'app-4', 'app-5', 'app-6', 'app-7', 'app-8', 'app-9'];

let server: FakeApiServer;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fluxapp-requests-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.clearAllMocks();
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

/** An object as stored in a cluster, ready. */
function stored(object: Any, index: number): Any {
  const condition = { type: 'Ready', status: 'True', reason: 'Succeeded', message: 'done', lastTransitionTime: TIME };
  const { namespace = 'apps', name } = object.metadata;
  const isRelease = object.kind === 'HelmRelease';
  const status = {
    observedGeneration: 1,
    conditions: [{ ...condition, observedGeneration: 1 }],
    ...(isRelease ? { helmChart: `${namespace}/${namespace}-${name}` } : {}),
    ...(isRelease ? { history: [{ chartVersion: '1.0.0', version: 1, status: 'deployed' }] } : {}),
  };
  return {
    ...object,
    metadata: { ...object.metadata, namespace, uid: `uid-${index}`, generation: 1, resourceVersion: '7' },
    ...(object.kind === 'Application' ? {} : { status }),
  };
}

function source(kind: string, name: string, namespace = 'apps'): Any {
  return { apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata: { name, namespace } };
}

const onTarget = { destination: onHost('site').destination };

/**
 * Ten Helm applications with two targets each, where each release has the HelmChart that helm-controller generates, and
 * a Kustomization.
 */
async function start(): Promise<void> {
  const helm = NAMES.map((name) =>
    helmApplication([onHost(name), onMember('eu-1', name)], { metadata: { name, namespace: 'apps' } }),
  );
  const site: Any = kustomizationApplication([{ ...onTarget, interval: '8m', prune: true }]);
  const applications = [...helm, { ...site, metadata: { ...site.metadata, name: 'site', namespace: 'apps' } }];
  const released = applications.flatMap((application) => lower(application).objects as Any[]);
  const releases = released.filter(({ kind }) => kind === 'HelmRelease' || kind === 'Kustomization');
  const charts = releases
    .filter(({ kind }) => kind === 'HelmRelease')
    .map(({ metadata }) => source('HelmChart', `apps-${metadata.name}`));
  const sources = [...charts, source('HelmRepository', 'charts'), source('GitRepository', 'repo')];
  server = await FakeApiServer.start([...applications, ...releases, ...sources].map(stored));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigOf(server.url));
  vi.stubEnv('KUBECONFIG', kubeconfig);
  vi.clearAllMocks();
}

/** The requests of a successful command. */
async function asked(args: readonly string[]): Promise<Record<string, number>> {
  await start();
  expect(await fluxapp(args)).toMatchObject({ code: 0 });
  return requests();
}

/** The requests so far, with their counts: `list helmreleases in apps where app=web` and similar. */
function requests(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const request of server.requests) {
    const [, method, path, , query] = /^(\S+) ([^? ]*)(\?(.*))?$/.exec(request) ?? [];
    const key = verbOf(method as string, path as string, new URLSearchParams(query));
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function verbOf(method: string, path: string, query: URLSearchParams): string {
  const [, namespace, plural, name] =
    /^\/apis\/[^/]+\/[^/]+(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?/.exec(path) ?? [];
  if (plural === undefined || method === 'POST') return `${method} ${path}`;
  const verb = method !== 'GET' ? method : name !== undefined ? 'get' : query.has('watch') ? 'watch' : 'list';
  const selected = [query.get('fieldSelector'), query.get('labelSelector')].filter(Boolean).join(' ');
  return [verb, plural, ...(namespace ? [`in ${namespace}`] : []), ...(selected ? [`where ${selected}`] : [])].join(
    ' ',
  );
}

const reports = () => vi.mocked(report.reportOn).mock.calls.length;
const lowered = () => vi.mocked(desired.desiredOf).mock.calls.length;

const LABEL = 'app.kubernetes.io/managed-by';

test('status -A lists each kind once, and reports once on each application', async () => {
  expect(await asked(['status', '-A'])).toEqual({
    'list applications': 1,
    'list helmreleases': 1,
    'list kustomizations': 1,
    'list helmcharts': 1,
    'list helmrepositories': 1,
    'list gitrepositories': 1,
  });
  expect([reports(), lowered()]).toEqual([11, 11]);
});

const ONE = {
  'list applications in apps where metadata.name=app-3': 1,
  [`list helmreleases in apps where ${LABEL} in (app-3)`]: 1,
  [`list kustomizations in apps where ${LABEL} in (app-3)`]: 1,
  'list helmrepositories in apps where metadata.name=charts': 1,
  'list helmcharts in apps where metadata.name=apps-app-3--host--app-3': 1,
  'list helmcharts in apps where metadata.name=apps-app-3--eu-1--app-3': 1,
};

test('status NAME asks for one application, its releases and their sources by name', async () => {
  expect(await asked(['status', 'app-3'])).toEqual(ONE);
  expect([reports(), lowered()]).toEqual([1, 1]);
});

test('status NAME reads what is missing by its name, whatever its label is', async () => {
  await start();
  const path = pathOf(DELIVERIES.HelmRelease, 'apps', 'app-3--eu-1--app-3');
  const headers = { 'content-type': 'application/merge-patch+json' };
  const body = JSON.stringify({ metadata: { labels: { [LABEL]: 'Helm' } } });
  await fetch(`${server.url}${path}`, { method: 'PATCH', headers, body });
  server.requests.length = 0;
  expect(await fluxapp(['status', 'app-3'])).toMatchObject({ code: 0 });
  expect(requests()).toEqual({ ...ONE, 'list helmreleases in apps where metadata.name=app-3--eu-1--app-3': 1 });
  expect([reports(), lowered()]).toEqual([1, 1]);
});

test('wait asks for the same, and watches all of it', async () => {
  await start();
  const waiting = fluxapp(['wait', 'app-3', '--revision', '2.0.0', '--timeout', '1m']);
  await vi.waitUntil(() => server.openWatches === Object.keys(ONE).length, { timeout: 30_000 });
  await fetch(`${server.url}${pathOf(APPLICATION, 'apps', 'app-3')}`, { method: 'DELETE' });
  expect((await waiting).code).toBe(1);
  const watches = Object.keys(ONE).map((list) => [list.replace('list', 'watch'), 1] as const);
  expect(requests()).toEqual({ ...ONE, ...Object.fromEntries(watches) });
  expect([reports(), lowered()]).toEqual([1, 1]);
});

test('suspend and resume ask for the application and its releases of its kind, and open no watch', async () => {
  const review = 'POST /apis/authentication.k8s.io/v1/selfsubjectreviews';
  const read = {
    'list applications in apps where metadata.name=app-3': 1,
    [`list helmreleases in apps where ${LABEL}=app-3`]: 1,
  };
  expect(await asked(['suspend', 'app-3'])).toEqual({
    ...read,
    [review]: 1,
    'PATCH helmreleases in apps': 2,
    'PATCH applications in apps': 1,
  });
  await server.close();
  expect(await asked(['resume', 'app-3'])).toEqual(read);
  expect(reports()).toBe(0);
});

test('watch --once lists each kind once, opens no watch, and reports once on each application', async () => {
  const counts = await asked(['watch', '-A', '--once', '--dry-run', '--log-level', 'error']);
  expect(Object.fromEntries(Object.entries(counts).filter(([request]) => !request.startsWith('GET')))).toEqual({
    'list applications': 1,
    'list helmreleases': 1,
    'list kustomizations': 1,
    'list helmcharts': 1,
    'list helmrepositories': 1,
    'list gitrepositories': 1,
  });
  expect([reports(), lowered()]).toEqual([11, 11]);
});
