/** Runs the policies of examples/policy/ like users do. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PlanObject, planOf } from '../../src/change';
import { formatJson } from '../../src/cli/plan/format/json';
import { chart, release } from '../change/plan/objects';
import { installedPackage } from '../cli/installed';
import { root } from './repository';

const policies = join(root, 'examples', 'policy');
const page = readFileSync(join(root, 'docs', 'ci.md'), 'utf8');

/** The code blocks of a language on the page, in order. */
function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text as string);
}

describe('a validation of cdk8s synth', () => {
  const installed = installedPackage();
  const project = mkdtempSync(join(tmpdir(), 'fluxapp-policy-'));
  afterAll(() => rmSync(project, { recursive: true, force: true }));
  beforeAll(() => {
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(installed.path, join(project, 'node_modules', 'cdk8s-fluxapp'));
    for (const name of ['cdk8s', 'constructs']) {
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
    }
    cpSync(policies, join(project, 'policy'), { recursive: true });
    const clusters = `apiVersion: fluxapp/v1
kind: ClusterList
clusters:
  - { name: eu-1, labels: { stage: prod } }
  - { name: eu-2, secretName: kubeconfigs, key: eu-2, labels: { stage: prod } }
  - { name: eu-3, labels: { stage: dev } }
  - { host: true, labels: { stage: dev } }
`;
    writeFileSync(join(project, 'clusters.yaml'), clusters);
    writeFileSync(join(project, 'cdk8s.yaml'), `language: typescript\napp: node app.js\n${blocks('yaml')[0]}`);
  });

  /** Synthesizes applications on all clusters, with these versions in dev and in prod. */
  function synth(appClass: string, dev: string, prod: string) {
    const app = `const { App, Chart } = require('cdk8s');
const { ClusterSet, FleetApp, FluxApplication, HelmRepository, HelmTemplate, OCIRepository } = require('cdk8s-fluxapp');
const app = new ${appClass}();
const chart = new Chart(app, 'shop', { namespace: 'shop' });
const source = new HelmRepository(chart, 'charts', { url: 'https://example.com/charts' });
const clusters = ClusterSet.fromFile('clusters.yaml');
const deploy = clusters.map((cluster) => ({ destination: cluster.namespace('web') }));
const overrides = [{ matchLabels: { stage: 'prod' }, chart: { version: '${prod}' } }];
new FluxApplication(chart, 'web', { helmRelease: { source, chart: { chart: 'web', version: '${dev}' }, overrides, deploy } });
const template = new HelmTemplate(chart, 'template', { source, chart: 'api', version: '${prod}' });
new FluxApplication(chart, 'api', { helmRelease: { template, deploy } });
const oci = new OCIRepository(chart, 'oci', { url: 'oci://example.com/db', ref: { tag: '${prod}' } });
new FluxApplication(chart, 'db', { helmRelease: { source: oci, deploy } });
app.synth();
`;
    writeFileSync(join(project, 'app.js'), app);
    const cdk8s = join(root, 'node_modules/.bin/cdk8s');
    const { status, stdout, stderr } = spawnSync(cdk8s, ['synth', '--check-upgrade=false'], {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, ...installed.env },
    });
    return { status, stdout, stderr };
  }

  test.each(['App', 'FleetApp'])(
    'passes where production pins its charts (%s)',
    (appClass) => {
      const ended = synth(appClass, '6.x', '6.9.0');
      expect(ended).toEqual({ status: 0, stdout: expect.stringContaining('success'), stderr: '' });
    },
    60_000,
  );

  test.each(['App', 'FleetApp'])(
    'fails where it does not, and names the constructs (%s)',
    (appClass) => {
      const { status, stdout, stderr } = synth(appClass, '6.9.0', '>=6.9.0');
      const found = [...stdout.matchAll(/Construct Path: (\S+)\n.*\n.*\n.*\n\s+> (\S+)/g)];
      expect({ status, found: found.map(([, path, location]) => [path, location]), stderr }).toEqual({
        status: 2,
        found: [
          ['shop/web/web--eu-1--web', 'spec.chart.spec.version'],
          [expect.stringMatching(/^shop\/web\/web-kubeconfigs-web-/), 'spec.chart.spec.version'],
          ['shop/api/api--eu-1--web', 'spec.chartRef'],
          [expect.stringMatching(/^shop\/api\/api-kubeconfigs-web-/), 'spec.chartRef'],
          ['shop/db/db--eu-1--web', 'spec.chartRef'],
          [expect.stringMatching(/^shop\/db\/db-kubeconfigs-web-/), 'spec.chartRef'],
        ],
        stderr: expect.stringContaining('Validation failed'),
      });
    },
    60_000,
  );
});

describe('a policy over the plan', () => {
  const CLUSTERS = ['eu-1', 'eu-2', 'us-1'];
  const before = CLUSTERS.map((cluster) => release(cluster));
  const shared = (name: string) => [
    chart('template', { spec: { chart: name } }),
    release('eu-9', { spec: { chart: null, chartRef: { kind: 'HelmChart', name: 'template' } } }),
  ];
  const renamed = release('eu-2', { spec: { releaseName: 'shop' } });
  const check = (after: readonly PlanObject[], ...args: string[]) => {
    const input = formatJson(planOf({ evidence: 'offline', before: [...before, ...shared('web')], after }));
    const script = join(policies, 'no-uninstall.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { input, encoding: 'utf8' });
    return { status, stdout, stderr: stderr.split('\n') };
  };
  /** The arguments in the documentation. */
  function documented(): string[] {
    const [, args] = /node policy\/no-uninstall\.mjs (.*)\n/.exec(blocks('sh')[0] as string) ?? [];
    return args?.split(' ') ?? [];
  }

  const lost = [
    '  HelmRelease/shop/web--eu-1--web (eu-1): Flux uninstalls Helm release web/web',
    '  HelmRelease/shop/web--eu-2--web (eu-2): Flux uninstalls Helm release web/web, then installs Helm release web/shop',
    'If that is meant, allow it: --allow APPLICATION, or --allow ADDRESS.',
    '',
  ];
  const after = [renamed, release('us-1', { spec: { values: { a: 1 } } })];

  test.each([
    [
      'what only changes',
      before.map((_, index) => release(CLUSTERS[index] as string, { spec: { interval: '1m' } })),
      [],
    ],
    ['as many as may go', after, documented()],
    ['what is allowed', after, ['--allow', 'shop/other', '--allow', 'shop/web']],
  ])('passes %s', (_, now, args) => {
    expect(check([...now, ...shared('web')], ...args)).toEqual({ status: 0, stdout: '', stderr: [''] });
  });

  test.each([
    [[], 0],
    [['--max', '1', '--allow', 'shop/other'], 1],
  ])('names what goes where it is too much: %j', (args, max) => {
    const stderr = [`what runs is lost, on more than ${max} targets:`, ...lost];
    expect(check([...after, ...shared('web')], ...args)).toEqual({ status: 1, stdout: '', stderr });
  });

  test('counts what several targets share by itself', () => {
    const now = [...before, ...shared('other')];
    const { status, stderr } = check(now, '--max', '9');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: [
        'what runs is lost, on more than 9 targets:',
        expect.stringMatching(/^ {2}HelmChart\/shop\/template \(shared by targets\): /),
        'If that is meant, allow it: --allow APPLICATION, or --allow ADDRESS.',
        '',
      ],
    });
    expect(check(now, '--allow', 'HelmChart/shop/template').status).toBe(0);
  });
});
