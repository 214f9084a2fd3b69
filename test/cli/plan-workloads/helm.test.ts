import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Helm } from '../../../src/cli/plan/workloads/helm';
import { folderOf } from '../run';

/** A replacement for the helm program: `body` is its script, apart from printing its version. */
async function helmThat(body: string, signal = new AbortController().signal, timeoutMs?: number): Promise<Helm> {
  const script = `#!/bin/sh\nif [ "$1" = version ]; then echo v4.0.0; exit; fi\n${body}\n`;
  const program = join(folderOf({ helm: script }).path, 'helm');
  chmodSync(program, 0o755);
  const helm = (await Helm.find(program, signal, timeoutMs)) as Helm;
  onTestFinished(() => helm.close());
  return helm;
}

const rendering = {
  ...{ chart: '/chart', name: 'web', namespace: 'shop', isUpgrade: true, values: { a: 1 } },
  ...{ kubeVersion: 'v1.36.3', apiVersions: ['v1', 'apps/v1'] },
};
const address = { label: 'chart web 1.0.0', args: ['--', 'web'], hasDigest: false };

test('a program that is not there, or is no Helm, is none', async () => {
  const { signal } = new AbortController();
  expect(await Helm.find('/nonexistent/helm', signal)).toBeUndefined();
  expect(await Helm.find('false', signal)).toBeUndefined();
});

test('renders with the capabilities of a cluster, and reads the values from standard input', async () => {
  const helm = await helmThat('echo "$*"; cat');
  expect(helm.version).toBe('v4.0.0');
  expect(await helm.render(rendering, 'first')).toBe(
    'template --no-hooks --namespace=shop --kube-version=v1.36.3 --values=- --is-upgrade --api-versions=v1 ' +
      '--api-versions=apps/v1 -- web /chart\n{"a":1}',
  );
});

test('renders the same input once, and again where it is asked for', async () => {
  const helm = await helmThat('date +%N');
  const first = await helm.render(rendering, 'first');
  expect(await helm.render({ ...rendering }, 'first')).toBe(first);
  expect(await helm.render(rendering, 'second')).not.toBe(first);
});

test('says what cannot be fetched, without the user of a URL', async () => {
  const helm = await helmThat('echo "Error: $* https://me:secret@charts.example" >&2; exit 1');
  await expect(helm.pull(address)).rejects.toThrow(
    /^chart web 1\.0\.0 cannot be fetched: pull --untar --untardir=1 -- web https:\/\/charts\.example$/,
  );
});

test('what is fetched has to be a chart', async () => {
  const helm = await helmThat('true');
  await expect(helm.pull(address)).rejects.toThrow(/^chart web 1\.0\.0 is not a chart$/);
});

test('says what Helm says', async () => {
  const saying = async (stderr: string) => {
    const helm = await helmThat(`printf '${stderr}' >&2; exit 1`);
    return helm.render(rendering, 'first').catch((error: Error) => `${error.name}: ${error.message}`);
  };
  expect(await saying('level=WARN\\nError: bad value\\n\\nUse --debug flag\\n')).toBe(
    'NotKnown: the chart cannot be rendered: bad value',
  );
  expect(await saying('killed\\n')).toBe('NotKnown: the chart cannot be rendered: killed');
});

test('one that ends without reading the values fails no plan', async () => {
  const helm = await helmThat('exec <&-; exit 3');
  const values = { text: 'a'.repeat(1_000_000) };
  await expect(helm.render({ ...rendering, values }, 'first')).rejects.toThrow(
    /^the chart cannot be rendered: .*helm ended with 3$/,
  );
});

test('an interruption ends it', async () => {
  const controller = new AbortController();
  const helm = await helmThat('exec sleep 60', controller.signal);
  const rendered = helm.render(rendering, 'first');
  controller.abort(new Error('interrupted'));
  await expect(rendered).rejects.toThrow('interrupted');
});

test('one that does not end is ended', async () => {
  const helm = await helmThat('exec sleep 60', undefined, 200);
  await expect(helm.pull(address)).rejects.toThrow(
    /^chart web 1\.0\.0 cannot be fetched: helm took longer than 0\.2 s$/,
  );
});

test('what was fetched is removed', async () => {
  const helm = await helmThat('');
  const folder = await helm.newFolder();
  await helm.close();
  expect(existsSync(folder)).toBe(false);
});
