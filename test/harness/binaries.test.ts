import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apiServerBinaries, fluxBinaries, helmBinaries, prepareBinaries, whyUnavailable } from '../../harness/binaries';
import { buildBinaries } from '../../harness/build-binaries';

let folder: string;
let progress: string;
const out = {
  write: (text: string) => {
    progress += text;
  },
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fluxapp-binaries-'));
  progress = '';
});
afterEach(() => rmSync(folder, { recursive: true }));

function script(file: string, text: string): void {
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}

/** A PATH with a `go` that reports the given version. */
function pathWithGo(version: string): string {
  script(join(folder, 'go'), `echo ${version}`);
  return folder;
}

describe('binaries', () => {
  test('come from KUBEBUILDER_ASSETS', async () => {
    for (const name of apiServerBinaries) script(join(folder, name), '');
    expect(await prepareBinaries(apiServerBinaries, { env: { KUBEBUILDER_ASSETS: folder, PATH: '' }, out })).toEqual({
      available: true,
      paths: {
        etcd: join(folder, 'etcd'),
        'kube-apiserver': join(folder, 'kube-apiserver'),
        kubectl: join(folder, 'kubectl'),
      },
    });
    expect(progress).toBe('');
  });

  test('fail when one is missing in KUBEBUILDER_ASSETS', async () => {
    script(join(folder, 'etcd'), '');
    const prepared = prepareBinaries(apiServerBinaries, { env: { KUBEBUILDER_ASSETS: folder, PATH: '' } });
    await expect(prepared).rejects.toThrow(`KUBEBUILDER_ASSETS: ${join(folder, 'kube-apiserver')} does not exist`);
  });

  test('fail when one in KUBEBUILDER_ASSETS is no program', async () => {
    const env = { KUBEBUILDER_ASSETS: folder, PATH: '' };
    writeFileSync(join(folder, 'etcd'), '');
    await expect(prepareBinaries(['etcd'], { env })).rejects.toThrow(`${join(folder, 'etcd')} is not executable`);
    mkdirSync(join(folder, 'kubectl'));
    await expect(prepareBinaries(['kubectl'], { env })).rejects.toThrow(`${join(folder, 'kubectl')} is not a file`);
  });

  test('are unavailable without KUBEBUILDER_ASSETS and Go', async () => {
    expect(await prepareBinaries(apiServerBinaries, { env: { PATH: folder } })).toEqual({
      available: false,
      reason:
        'there is no Go on the PATH (1.26 or newer is needed), ' +
        'and KUBEBUILDER_ASSETS names no folder with kube-apiserver, etcd and kubectl',
    });
  });

  test('are unavailable with an old Go', async () => {
    expect(await whyUnavailable(apiServerBinaries, { PATH: pathWithGo('go1.25.9') })).toContain(
      'the Go on the PATH is go1.25.9 (1.26 or newer is needed)',
    );
  });

  test.for(['go1.26.0', 'go1.30.2', 'go2.0', 'devel go1.27-3f2b5a1'])('can be built with %s', async (version) => {
    expect(await whyUnavailable(apiServerBinaries, { PATH: pathWithGo(`'${version}'`) })).toBeUndefined();
  });

  test("of Flux need Go even where the API server's are given", async () => {
    for (const name of apiServerBinaries) script(join(folder, name), '');
    const env = { KUBEBUILDER_ASSETS: folder, PATH: '' };
    expect(await whyUnavailable([...apiServerBinaries, ...fluxBinaries], env)).toBe(
      'there is no Go on the PATH (1.26 or newer is needed)',
    );
  });
});

test('the reason names KUBEBUILDER_ASSETS only where it would help', async () => {
  expect(await whyUnavailable(helmBinaries, { PATH: folder })).toBe(
    'there is no Go on the PATH (1.26 or newer is needed)',
  );
});

describe('building', () => {
  let module: string;
  let bin: string;

  beforeEach(() => {
    module = join(folder, 'module');
    bin = join(folder, 'bin');
    mkdirSync(module);
    writeFileSync(join(module, 'go.mod'), 'go 1.26.0\nrequire k8s.io/kubernetes v1.36.3\n');
    writeFileSync(join(module, 'go.sum'), '');
    fakeGo('echo "$*" >> ../calls; printf "%s" "$last" > "$target"');
  });

  /** A fake `go build`, with its -o in $target and its package in $last. */
  function fakeGo(action: string): void {
    const parse = 'for word; do [ "$before" = -o ] && target=$word; before=$word; last=$word; done';
    script(join(folder, 'go'), `${parse}\n${action}`);
  }

  const build = (...names: Parameters<typeof buildBinaries>[0]) =>
    buildBinaries(names, 'go1.26.8', { PATH: `${folder}:${process.env.PATH}` }, out, { module, bin });
  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  const content = (name: string) => readFileSync(join(bin, name), 'utf8');

  test('makes what is asked for, under its own name, and says so', async () => {
    await build('etcd', 'kubectl');
    expect(content('etcd')).toBe('go.etcd.io/etcd/server/v3');
    expect(content('kubectl')).toBe('k8s.io/kubernetes/cmd/kubectl');
    expect(readdirSync(bin).sort()).toEqual(['.etcd.sha256', '.kubectl.sha256', 'etcd', 'kubectl']);
    expect(progress.replaceAll(/\d+ s$/gm, 'N s').split('\n')).toEqual([
      expect.stringMatching(/^the first run builds etcd, kubectl with go1\.26\.8 into .*bin, which takes minutes$/),
      '  building etcd (1 of 2): N s',
      '  building kubectl (2 of 2): N s',
      '',
    ]);
  });

  test('is shown on a terminal in one line, which is rewritten', async () => {
    const terminal = { isTTY: true, write: out.write };
    const { PATH } = process.env;
    await buildBinaries(['etcd', 'kubectl'], 'go1.26.8', { PATH: `${folder}:${PATH}` }, terminal, { module, bin });
    const [header, ...versions] = progress.replaceAll(/\d+ s/g, 'N s').split('\r\u001b[K');
    expect(header).toMatch(/takes minutes\n$/);
    expect(versions.filter((line, index) => line !== versions[index - 1])).toEqual([
      '  building etcd (1 of 2): N s, N s in total',
      '  building kubectl (2 of 2): N s, N s in total',
      '  built in N s\n',
    ]);
  });

  test('gives the API server its version', async () => {
    await build('kube-apiserver');
    expect(calls()[0]).toContain(
      '-trimpath -ldflags -s -w -X k8s.io/component-base/version.gitVersion=v1.36.3 ' +
        '-X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=36 -o ',
    );
  });

  test('is done once', async () => {
    await build('etcd');
    await build('etcd', 'kubectl');
    expect(calls()).toHaveLength(2);
  });

  test.for(['go.mod', 'go.sum'])('is done again when %s has changed', async (file) => {
    await build('etcd');
    writeFileSync(join(module, file), '\ngo 1.26.0\nrequire k8s.io/kubernetes v1.36.3\n');
    await build('etcd');
    await build('etcd');
    expect(calls()).toHaveLength(2);
  });

  test('leaves nothing half when it fails, and shows why', async () => {
    fakeGo('echo half > "$target"; echo "no such package" >&2; exit 1');
    await expect(build('etcd')).rejects.toThrow('no such package');
    expect(existsSync(join(bin, 'etcd'))).toBe(false);
    fakeGo('echo whole > "$target"');
    await build('etcd');
    expect(content('etcd')).toBe('whole\n');
    expect(readdirSync(bin).sort()).toEqual(['.etcd.sha256', 'etcd']);
  });

  test('is done by one process at a time', async () => {
    fakeGo('mkdir ../busy || exit 1; echo "$*" >> ../calls; printf "%s" "$last" > "$target"; rmdir ../busy');
    await Promise.all([build('etcd', 'kubectl'), build('kubectl', 'etcd'), build('etcd')]);
    expect(calls()).toHaveLength(2);
    expect(progress).toContain('another process is building the cluster binaries; waiting for it\n');
  });
});
