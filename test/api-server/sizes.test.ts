import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { installCrds } from '../../harness';
import { describeWithApiServer } from '../../harness/suite';
import { checkSizes } from '../../src/application';
import { helmApplication, onHost } from '../application/applications';

const MAX_ANNOTATIONS = 262_144;

/** Characters that JSON escapes, numbers that Go and JavaScript format alike, and characters of one to four bytes. */
const AWKWARD = {
  '<a & b>': ['"\\\n\t\b\f\u2028', 'é連😀'],
  numbers: [0, -1, 0.5, 1e-7, 1e21, 123456789012],
  none: null,
};

const OTHERS = { annotations: { 'example.com/note': 'wörtlich <kept> "so"\n' }, labels: { team: 'web' } };

function sized(name: string, letters: number, metadata: object) {
  const deploy = [onHost('web', { values: { awkward: AWKWARD, long: 'x'.repeat(letters) } })];
  return helmApplication(deploy, { metadata: { name, ...metadata } });
}

/** An Application whose annotations have exactly this size in bytes, as counted by `checkSizes`. */
function withAnnotations(name: string, bytes: number, metadata: object) {
  const [found] = checkSizes(sized(name, MAX_ANNOTATIONS, metadata), 1);
  const counted = Number(/annotations have (\d+) bytes/.exec(found?.message ?? '')?.[1]);
  return sized(name, MAX_ANNOTATIONS - (counted - bytes), metadata);
}

const CASES = {
  plain: { namespace: 'sizes' },
  annotated: { ...OTHERS, namespace: 'sizes' },
  'without-namespace': { ...OTHERS, namespace: undefined },
};

describeWithApiServer('the size of an Application', (client) => {
  beforeAll(async () => {
    const crd = parse(readFileSync(join(__dirname, '../../crds/gitops.kubesphere.io_applications.yaml'), 'utf8'));
    await installCrds(client, [crd]);
    await client.request('POST', '/api/v1/namespaces', {
      ...{ apiVersion: 'v1', kind: 'Namespace' },
      metadata: { name: 'sizes' },
    });
  });

  const apply = (application: object, args: string[] = []) =>
    client.kubectl(['apply', ...args, '-f', '-'], { input: JSON.stringify(application) });

  describe.each(Object.entries(CASES))('%s', (name, metadata) => {
    test('kubectl apply takes as much as there is no warning for', async () => {
      const application = withAnnotations(name, MAX_ANNOTATIONS, metadata);
      expect(checkSizes(application, 1)).toEqual([]);
      const { code, stderr } = await apply(application);
      expect([code, stderr]).toEqual([0, '']);
    });

    test('kubectl apply refuses one byte more, and takes it with --server-side', async () => {
      const application = withAnnotations(name, MAX_ANNOTATIONS + 1, metadata);
      expect(checkSizes(application, 1)).toMatchObject([{ severity: 'warning', code: 'apply-too-large' }]);
      await client.kubectl([
        'delete',
        'applications.gitops.kubesphere.io',
        name,
        '-n',
        metadata.namespace ?? 'default',
      ]);
      const { code, stderr } = await apply(application);
      expect([code, stderr]).toEqual([1, expect.stringContaining('Too long: may not be more than 262144 bytes')]);
      expect(await apply(application, ['--server-side'])).toMatchObject({ code: 0, stderr: '' });
    });
  });

  /** The size that the API server and etcd add: managed fields, UID, and the request around the object. */
  const ADDED = 4096;

  test('is stored where there is no error, with the status of its targets', async () => {
    const targets = 500;
    const [found] = checkSizes(sized('largest', 2_000_000, CASES.plain), targets);
    const needed = Number(/of these (\d+) bytes/.exec(found?.message ?? '')?.[1]);
    const application = sized('largest', 2_000_000 - (needed - 1_572_864), CASES.plain);
    expect(checkSizes(application, targets)).toMatchObject([{ code: 'apply-too-large' }]);
    expect(checkSizes(sized('largest', 2_000_001 - (needed - 1_572_864), CASES.plain), targets)).toMatchObject([
      { severity: 'error', code: 'application-too-large' },
    ]);
    expect(await apply(application, ['--server-side'])).toMatchObject({ code: 0, stderr: '' });
    const path = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/sizes/applications/largest/status?fieldManager=test';
    const status = { status: { conditions: [], revision: 'x'.repeat(targets * 450 - ADDED) } };
    const answer = await client.request('PATCH', path, status, { contentType: 'application/merge-patch+json' });
    expect(answer.status).toBe(200);
  });

  test('etcd refuses what is far beyond', async () => {
    const application = sized('beyond', 1_700_000, CASES.plain);
    expect(checkSizes(application, 1)).toMatchObject([{ severity: 'error', code: 'application-too-large' }]);
    const { code, stderr } = await apply(application, ['--server-side']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('request is too large')]);
  });
});
