import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ApiObject, App, Chart, Testing, YamlOutputType } from 'cdk8s';
import { expect, onTestFinished, test, vi } from 'vitest';
import { applicationOf } from '../../harness/fleet/synthetic-fleet';
import { Cluster, FleetApp, FluxApplication, GitRepository, HelmTemplate } from '../../src';
import { expectedError } from '../../src/cli/shell';
import { loadUndici } from '../../src/kube/load-undici';
import { applicationYaml } from '../cli/applications';
import { fluxapp, folderOf } from '../cli/run';
import { ApiServer, kubeconfigOf } from '../recorded/api-server';

/** Every message of this project in docs/troubleshooting.md is provoked here. */
const root = join(__dirname, '..', '..');
const [, atSynthesis = '', ofCommand = ''] = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8').split(/^## /m);

/** The messages in the first column of a table. */
function messages(section: string): string[] {
  return [...section.matchAll(/^\| `([^`]*)`/gm)].map(([, message]) => message as string);
}

/** The error of synthesizing a chart. */
function errorOf(make: (chart: Chart) => void): string {
  const yamlOutputType = YamlOutputType.FILE_PER_RESOURCE; // writes nothing here: the test checks only that it could
  const chart = new Chart(new App({ outdir: 'unused', yamlOutputType }), 'chart', { namespace: 'apps' });
  make(chart);
  try {
    Testing.synth(chart);
    return '';
  } catch (error) {
    return String(error);
  }
}

const eu = Cluster.member('eu');
const web = (rest: object = {}) => ({ destination: eu.namespace('web'), ...rest });
const release = (chart: Chart, id: string, deploy: object[], rest: object = {}) => {
  const template = HelmTemplate.fromName(chart, `template-${id}`, 'template', rest);
  return new FluxApplication(chart, id, { helmRelease: { template, deploy: deploy as never } });
};

/** A chart that provokes each message. */
const AT_SYNTHESIS: Readonly<Record<string, (chart: Chart) => void>> = {
  'unknown field; did you mean': (chart) => release(chart, 'a', [web({ intervall: '5m' })]),
  'is not a duration': (chart) => release(chart, 'a', [web({ timeout: '5' })]),
  'neither helmRelease nor kustomization is set': (chart) => new FluxApplication(chart, 'a', {} as never),
  'required, but missing': (chart) =>
    new FluxApplication(chart, 'a', {
      kustomization: { source: GitRepository.fromName(chart, 'git', 'git'), deploy: [web()] },
    }),
  'has the KEY': (chart) => release(chart, 'a', [web(), web()]),
  'makes the same Helm release as': (chart) => release(chart, 'a', [web(), web({ name: 'b', releaseName: 'a' })]),
  'is the name of another Application as well': (chart) => {
    release(chart, 'a', [web()]);
    new FluxApplication(chart, 'b', {
      metadata: { name: 'a' },
      kustomization: { source: GitRepository.fromName(chart, 'git', 'git'), deploy: [web({ prune: true })] },
    });
  },
  'is a Date: write a string': (chart) => release(chart, 'a', [web({ values: { at: new Date(0) } })]),
  'is an integer beyond 2^53': (chart) => release(chart, 'a', [web({ values: { id: 2 ** 60 } })]),
  'Flux would wait forever': (chart) => release(chart, 'a', [web({ dependsOn: [{ name: 'a--eu--web' }] })]),
  'is not deployed to cluster': (chart) =>
    release(chart, 'a', [
      web({ dependsOn: [release(chart, 'b', [{ destination: Cluster.host().namespace('web') }])] }),
    ]),
  'a template is for the applications of its namespace': (chart) =>
    release(chart, 'a', [web()], { namespace: 'other' }),
  'would be written to one file': (chart) => {
    for (const namespace of ['one', 'two']) {
      const template = HelmTemplate.fromName(chart, `template-${namespace}`, 'web', { namespace });
      new FluxApplication(chart, namespace, {
        metadata: { name: 'web', namespace },
        helmRelease: { template, deploy: [web()] },
      });
    }
  },
  'Dependency cycle detected': (chart) => {
    const [one, two] = ['one', 'two'].map((id) => new ApiObject(chart, id, { apiVersion: 'v1', kind: 'X' }));
    one?.addDependency(two as ApiObject);
    two?.addDependency(one as ApiObject);
  },
};

const SECRET_WARNING = 'looks like a secret given inline';

test.each(Object.entries(AT_SYNTHESIS))('synthesis reports: %s', (message, make) => {
  expect(errorOf(make)).toContain(message);
});

test('the warning about a secret', async () => {
  const secret = applicationYaml('a', { extra: '            postBuild: { substitute: { password: hunter2 } }\n' });
  expect((await fluxapp(['lower'], { stdin: secret })).stderr).toContain(SECRET_WARNING);
});

test('the table of synthesis has these messages', () => {
  expect(messages(atSynthesis).sort()).toEqual([...Object.keys(AT_SYNTHESIS), SECRET_WARNING].sort());
});

test('a FleetApp reports a circle as an App does', () => {
  const app = new FleetApp({ outdir: 'unused' });
  AT_SYNTHESIS['Dependency cycle detected']?.(new Chart(app, 'chart'));
  expect(() => app.charts).toThrow('Dependency cycle detected');
});

/** Runs a command with a kubeconfig with this content. @returns its output on standard error */
async function errorWith(kubeconfig: string, args: readonly string[]): Promise<string> {
  const { path } = folderOf({ config: kubeconfig });
  return (await fluxapp([...args, '--kubeconfig', join(path, 'config')])).stderr;
}

/** Runs a command on an API server that answers every request with this status. */
async function errorOnStatus(code: number, reason: string, message: string): Promise<string> {
  const body = JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message });
  return errorOnAnswer(code, 'application/json', body);
}

/** Runs a command on a server that answers every request alike. */
async function errorOnAnswer(code: number, type: string, body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(code, { 'content-type': type }).end(body);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return errorWith(kubeconfigOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), ['status']);
}

/** Runs a command on an API server with the Application `web` in two namespaces, and without their releases. */
async function errorOnFleet(args: readonly string[]): Promise<string> {
  const server = await ApiServer.start(['apps', 'other'].map((namespace) => stored(namespace)));
  onTestFinished(() => server.close());
  return errorWith(server.kubeconfig, args);
}

function stored(namespace: string): object {
  const { metadata, ...rest } = applicationOf(namespace, 'web', 1);
  return { ...rest, metadata: { ...metadata, uid: `uid-${namespace}`, resourceVersion: '7', generation: 1 } };
}

/** Runs bin/fluxapp with a Node that claims to be version 18. */
function errorOnOldNode(): string {
  const { path } = folderOf({});
  const pretend = join(path, 'pretend.cjs');
  writeFileSync(pretend, "Object.defineProperty(process.versions, 'node', { value: '18.20.8' });");
  const { stderr } = spawnSync(process.execPath, ['--require', pretend, join(root, 'bin/fluxapp'), 'status']);
  return String(stderr);
}

/** The error of the command for an optional package that npm has omitted, although it has installed others. */
function errorWithoutUndici(): string {
  const code = 'ERR_MODULE_NOT_FOUND';
  return expectedError(Object.assign(new Error("Cannot find package 'undici'"), { code }))?.message ?? '';
}

/** The error of the command for a package that Node cannot find. */
async function errorWithoutPackage(): Promise<string> {
  const name = 'not-an-optional-package';
  const cause = await import(/* @vite-ignore */ name).catch((error) => error);
  return expectedError(cause)?.message ?? '';
}

/** The error of the command for a credential plugin in a process whose Node cannot find the package for plugins. */
function errorWithoutPlugin(): string {
  const kubeconfig = JSON.parse(kubeconfigOf('https://127.0.0.1:1'));
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'log-in', interactiveMode: 'Never' };
  const users = [{ name: 'me', user: { exec } }];
  const { path } = folderOf({ config: JSON.stringify({ ...kubeconfig, users }) });
  const script = `
    require('node:module').registerHooks({
      resolve(specifier, context, next) {
        if (specifier !== '@kubernetes/client-node') return next(specifier, context);
        throw Object.assign(new Error('Cannot find package: ' + specifier), { code: 'ERR_MODULE_NOT_FOUND' });
      },
    });
    require('./src/cli/main').run(['status', '--kubeconfig', process.argv[1]], process);`;
  const args = ['--import', 'tsx', '-e', script, join(path, 'config')];
  return String(spawnSync(process.execPath, args, { cwd: root }).stderr);
}

const FORBIDDEN =
  'applications.gitops.kubesphere.io is forbidden: User "me" cannot list resource "applications" at the cluster scope';

/** The messages of `fluxapp lower` about an input. */
async function errorOnInput(stdin: string): Promise<string> {
  return (await fluxapp(['lower'], { stdin })).stderr;
}

/** A command that provokes each message. */
const OF_COMMAND: Readonly<Record<string, () => string | Promise<string>>> = {
  'fluxapp needs Node 20 or newer': errorOnOldNode,
  'connecting to a cluster needs Node 22.19 or newer': () =>
    loadUndici('22.18.0').then(
      () => '',
      ({ message }) => message,
    ),
  'no such file or directory': async () => (await fluxapp(['lower', '-f', 'gone.yaml'])).stderr,
  'this is a template: render it first': () => errorOnInput('{{- if .Values.web }}\na: 1\n{{- end }}\n'),
  'a merge conflict is marked here': () => errorOnInput('a:\n<<<<<<< HEAD\n  b: 1\n=======\n  b: 2\n>>>>>>> main\n'),
  'looks like a space but is not one': () => errorOnInput('a:\n\u00a0\u00a0b: 1\n'),
  'this is a list of objects': () => errorOnInput('- apiVersion: v1\n  kind: ConfigMap\n'),
  'kind: must be Application': () => errorOnInput('apiVersion: gitops.kubesphere.io/v1alpha1\nkind: application\n'),
  'no kubeconfig': async () => {
    vi.stubEnv('KUBECONFIG', join(folderOf({}).path, 'config'));
    onTestFinished(() => void vi.unstubAllEnvs());
    return (await fluxapp(['status'])).stderr;
  },
  'is invalid: ': () => errorWith('apiVersion: v1\nkind: Config\nclusters: {}\n', ['status']),
  'needs the package @kubernetes/client-node': errorWithoutPlugin,
  'cannot be reached': () => errorWith(kubeconfigOf('http://127.0.0.1:1'), ['status']), // nothing listens on port 1
  'sends something that no API server sends': () => errorOnAnswer(200, 'text/html', '<html>log in</html>'),
  'does not accept the credentials': () => errorOnStatus(401, 'Unauthorized', 'Unauthorized'),
  'cannot be read: applications.gitops.kubesphere.io is forbidden': () => errorOnStatus(403, 'Forbidden', FORBIDDEN),
  'is its CRD installed?': () => errorOnStatus(404, 'NotFound', 'the server could not find the requested resource'),
  'no Application is named': () => errorOnFleet(['status', 'wbe', '-n', 'apps']),
  'Applications are named': () => errorOnFleet(['status', 'web', '-A']),
  'does not exist: it has not been applied': () => errorOnFleet(['suspend', 'web', '-n', 'apps']),
  'is not installed: optional packages were omitted': errorWithoutPackage,
  'is not installed: npm ran on a Node older than 22.19': errorWithoutUndici,
};

test.each(Object.entries(OF_COMMAND))('the command reports: %s', async (message, provoke) => {
  expect(await provoke()).toContain(message);
});

test('the table of the command has these messages, in this order', () => {
  expect(messages(ofCommand)).toEqual(Object.keys(OF_COMMAND));
});
