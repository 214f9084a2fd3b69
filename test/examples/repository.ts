import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { PlanObject } from '../../src/change';
import { parseYaml, printYamlDocuments } from '../../src/yaml';

export const root = join(__dirname, '..', '..');
export const ci = join(root, 'examples', 'ci');

/** The result of a program. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Programs for the tests, each a shell script in a package that `npm ci` installs. */
const PACKAGES: Readonly<Record<string, string>> = {
  fluxapp: `exec ${root}/node_modules/.bin/tsx -e "process.argv.splice(1, 0, 'fluxapp'); require('${root}/src/cli/main').main();" -- "$@"`,
  cdk8s: `exec ${root}/node_modules/.bin/cdk8s "$@"`,
};

/** The app writes the manifests from the file next to it. */
const APP = `const fs = require('fs');
const outdir = process.env.CDK8S_OUTDIR ?? 'dist';
fs.mkdirSync(outdir, { recursive: true });
for (const file of fs.readdirSync('manifests')) fs.copyFileSync('manifests/' + file, outdir + '/' + file);
`;

/** A Git repository with a cdk8s app and the scripts of examples/ci/, with its dependencies to install. */
export class Repository {
  /** The folder around the repository, with $RUNNER_TEMP and the programs of stub(). */
  readonly parent = realpathSync(mkdtempSync(join(tmpdir(), 'fluxapp-ci-')));
  readonly path = join(this.parent, 'repository');

  /** Call remove() at the end. */
  constructor({ commitsDist }: { readonly commitsDist: boolean }) {
    const names = Object.keys(PACKAGES);
    const dependencies = Object.fromEntries(names.map((name) => [name, `file:tools/${name}`]));
    this.write('package.json', JSON.stringify({ name: 'fleet', version: '1.0.0', dependencies }));
    for (const name of names) {
      this.write(`tools/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', bin: 'run.sh' }));
      this.write(`tools/${name}/run.sh`, `#!/bin/sh\n${PACKAGES[name]}\n`);
      chmodSync(join(this.path, `tools/${name}/run.sh`), 0o755);
    }
    this.write('cdk8s.yaml', 'language: typescript\napp: node app.js\n');
    this.write('app.js', APP);
    this.write('.gitignore', commitsDist ? 'node_modules\n' : 'node_modules\ndist\n');
    cpSync(join(ci, 'scripts'), join(this.path, 'ci'), { recursive: true });
    this.must('npm install --package-lock-only --offline --no-audit --no-fund');
    this.must('git init -q -b main');
  }

  remove(): void {
    rmSync(this.parent, { recursive: true, force: true });
  }

  write(path: string, content: string): void {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Commits everything, including the output of the app if dist/ is committed. */
  commit(objects: readonly PlanObject[]): string {
    this.write('manifests/fleet.yaml', printYamlDocuments(objects.map(({ value }) => value)));
    this.must('node app.js');
    this.must('git add -A && git -c user.name=a -c user.email=a@example.com commit -q -m change');
    return this.must('git rev-parse HEAD').stdout.trim();
  }

  /** Adds a program that takes precedence over others with its name. It can use $STUB, a separate folder. */
  stub(name: string, script: string): void {
    const file = join(this.parent, 'stubs', name);
    mkdirSync(join(this.parent, 'stub'), { recursive: true });
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/usr/bin/env bash\n${script}`);
    chmodSync(file, 0o755);
  }

  stubFile(name: string): string {
    return join(this.parent, 'stub', name);
  }

  /** Runs a command line like a step of a workflow. */
  run(commandLine: string, env: Readonly<Record<string, string>> = {}): Ended {
    const temporary = join(this.parent, 'temp');
    mkdirSync(temporary, { recursive: true });
    const { status, stdout, stderr }: SpawnSyncReturns<string> = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', commandLine],
      {
        cwd: this.path,
        encoding: 'utf8',
        env: {
          ...process.env,
          PATH: [join(this.parent, 'stubs'), process.env.PATH].join(delimiter),
          STUB: join(this.parent, 'stub'),
          RUNNER_TEMP: temporary,
          TMPDIR: temporary,
          ...env,
        },
      },
    );
    return { code: status, stdout, stderr };
  }

  /** @throws Error if it fails */
  must(commandLine: string, env: Readonly<Record<string, string>> = {}): Ended {
    const ended = this.run(commandLine, env);
    if (ended.code !== 0) throw new Error(`${commandLine}: ${ended.stdout}${ended.stderr}`);
    return ended;
  }

  /** A file of $RUNNER_TEMP. */
  read(name: string): string {
    return readFileSync(join(this.parent, 'temp', name), 'utf8');
  }
}

/** A step of a workflow that runs a command line. */
export interface Step {
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { run?: string; env?: Step['env'] }[] }>>;
}

/** The steps of the only job of a workflow of examples/ci/github/ that run command lines, in order. */
export function stepsOf(name: string): Step[] {
  const workflow = parseYaml(readFileSync(join(ci, 'github', name), 'utf8'))[0]?.value as unknown as Workflow;
  const jobs = Object.values(workflow.jobs);
  return jobs.flatMap(({ steps }) => steps.flatMap(({ run, env = {} }) => (run === undefined ? [] : [{ run, env }])));
}
