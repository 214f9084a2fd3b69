import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { KubeClient, pathOf } from '../../src/kube';
import { APPLICATION } from '../../src/kubernetes';
import { configMaps } from './mirror';
import type { SuiteServer } from './reflector-suite';

const MERGE = { contentType: 'application/merge-patch+json' };
const JSON_PATCH = { contentType: 'application/json-patch+json' };
const APPLY = { contentType: 'application/apply-patch+yaml' };
const LEASE = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', kind: 'Lease' };
const EVENT = { group: '', version: 'v1', plural: 'events', kind: 'Event' };
const KINDS = { configMap: configMaps, application: APPLICATION, lease: LEASE, event: EVENT };
type Kind = keyof typeof KINDS;

/**
 * The responses of an API server to the requests of commands and controllers. The tests run on a real server and on the
 * fake one, which shows that both respond alike. The real one serves Applications with the CRD of this project.
 */
export function testApiServer(server: SuiteServer): void {
  const namespace = `suite-${randomUUID().slice(0, 8)}`;
  const path = (kind: Kind, name?: string, subresource?: string) => pathOf(KINDS[kind], namespace, name, subresource);
  const send = server.request;
  /** The parts of a response that are compared: the status, and the parts of a Status that a client reads. */
  const answer = async (...args: Parameters<typeof send>) => {
    const { status, body } = await send(...args);
    return body.kind === 'Status' ? `${status} ${body.reason}: ${body.message}` : status;
  };
  const get = async (kind: Kind, name: string) => (await send('GET', path(kind, name))).body;
  const create = async (kind: Kind, name: string, content: object = {}, labels?: Record<string, string>) => {
    const { group, version } = KINDS[kind];
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const body = { apiVersion, kind: KINDS[kind].kind, metadata: { name, labels }, ...content };
    return send('POST', path(kind), body);
  };
  const application = (kind: string) => ({ spec: { kind } });

  beforeAll(async () => {
    await send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  });

  test('creates, reads, replaces and deletes', async () => {
    const { status, body } = await create('configMap', 'one', { data: { a: '1' } });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'one', namespace, uid: expect.any(String), creationTimestamp: expect.stringMatching(/Z$/) },
      data: { a: '1' },
    });
    expect(await get('configMap', 'one')).toEqual(body);
    const replaced = await send('PUT', path('configMap', 'one'), { ...body, data: { b: '2' } });
    expect(replaced).toMatchObject({ status: 200, body: { metadata: { uid: body.metadata.uid }, data: { b: '2' } } });
    expect(Number(replaced.body.metadata.resourceVersion)).toBeGreaterThan(Number(body.metadata.resourceVersion));
    expect((await create('configMap', 'one')).body.message).toBe('configmaps "one" already exists');
    expect(await answer('DELETE', path('configMap', 'one'))).toMatch(/^200 /);
    for (const method of ['GET', 'DELETE'])
      expect(await answer(method, path('configMap', 'one'))).toBe('404 NotFound: configmaps "one" not found');
    expect(await answer('PATCH', path('application', 'none'), {}, MERGE)).toBe(
      '404 NotFound: applications.gitops.kubesphere.io "none" not found',
    );
  });

  test('refuses a write that was made from another state of the object, or from another object', async () => {
    const { body } = await create('configMap', 'versions', { data: { a: '1' } });
    const { uid, resourceVersion } = body.metadata;
    const patch = (metadata: object, data: object) =>
      answer('PATCH', path('configMap', 'versions'), { metadata, data }, MERGE);
    expect(await patch({ resourceVersion, uid }, { a: '2' })).toBe(200);
    const outdated =
      '409 Conflict: Operation cannot be fulfilled on configmaps "versions": the object has been modified; please apply your changes to the latest version and try again';
    expect(await patch({ resourceVersion }, { a: '3' })).toBe(outdated);
    expect(await answer('PUT', path('configMap', 'versions'), body)).toBe(outdated);
    const uidOfAnother = { uid: randomUUID(), resourceVersion: '' };
    expect(await patch(uidOfAnother, { a: '4' })).toMatch(
      /^422 Invalid: ConfigMap "versions" is invalid: metadata.uid: Invalid value: .*: field is immutable$/,
    );
    expect(await patch({ ...uidOfAnother, resourceVersion }, { a: '4' })).toBe(outdated);
    expect((await get('configMap', 'versions')).data).toEqual({ a: '2' });
  });

  test.for([
    ['configMap', { data: { a: '2' } }, 200],
    ['application', application('fluxcd'), 422],
    ['lease', { spec: { holderIdentity: 'two' } }, 422],
  ] as const)('an update of a %s without a resourceVersion is answered', async ([kind, content, status]) => {
    const { body } = await create(kind, 'unconditional', content);
    const { resourceVersion: _, ...metadata } = body.metadata;
    expect((await send('PUT', path(kind, 'unconditional'), { ...body, metadata })).status).toBe(status);
  });

  test('a write that changes nothing makes no new version', async () => {
    const { body } = await create('configMap', 'same', { data: { a: '1' } });
    await send('PATCH', path('configMap', 'same'), { data: { a: '1' } }, MERGE);
    await send('PUT', path('configMap', 'same'), body);
    await send('PATCH', path('configMap', 'same'), [{ op: 'test', path: '/data/a', value: '1' }], JSON_PATCH);
    expect((await get('configMap', 'same')).metadata.resourceVersion).toBe(body.metadata.resourceVersion);
  });

  test('a dry run answers as the write would, and stores nothing', async () => {
    const { body } = await create('configMap', 'dry', { data: { a: '1' } });
    const { status, body: shown } = await send(
      'PATCH',
      `${path('configMap', 'dry')}?dryRun=All`,
      { data: { a: '2' } },
      MERGE,
    );
    expect([status, shown.data]).toEqual([200, { a: '2' }]);
    expect(await get('configMap', 'dry')).toEqual(body);
  });

  test('a merge patch sets, and removes by null', async () => {
    await create('configMap', 'merged', { data: { a: '1', b: '2' } }, { team: 'web' });
    const patch = { metadata: { labels: { team: null, part: 'front' } }, data: { a: null, c: '3' } };
    expect((await send('PATCH', path('configMap', 'merged'), patch, MERGE)).body).toMatchObject({
      metadata: { labels: { part: 'front' } },
      data: { b: '2', c: '3' },
    });
  });

  test.for<[string, object, unknown]>([
    ['add', { op: 'add', path: at('c'), value: '3' }, { a: '1', [B]: '2', c: '3' }],
    ['replace', { op: 'replace', path: at(B), value: '3' }, { a: '1', [B]: '3' }],
    ['remove', { op: 'remove', path: at('a') }, { [B]: '2' }],
    ['move', { op: 'move', from: at('a'), path: at('c') }, { [B]: '2', c: '1' }],
    ['copy', { op: 'copy', from: at('a'), path: at('c') }, { a: '1', [B]: '2', c: '1' }],
    ['test', { op: 'test', path: at('a'), value: '1' }, { a: '1', [B]: '2' }],
    ['a test that fails', { op: 'test', path: at('a'), value: '2' }, '422 Invalid'],
    ['remove of what is not there', { op: 'remove', path: at('z') }, '422 Invalid'],
    ['replace of what is not there', { op: 'replace', path: at('z'), value: '1' }, { a: '1', [B]: '2', z: '1' }],
  ])('a JSON patch: %s', async ([title, operation, expected]) => {
    const name = `json-patch-${title.replaceAll(' ', '-')}`;
    await create('configMap', name, { metadata: { name, annotations: { a: '1', [B]: '2' } } });
    const { status, body } = await send('PATCH', path('configMap', name), [operation], JSON_PATCH);
    expect(status === 200 ? body.metadata.annotations : `${status} ${body.reason}`).toEqual(expected);
  });

  test('a JSON patch inserts into lists and takes from them', async () => {
    const finalizers = ['example.com/a', 'example.com/b', 'example.com/c'];
    await create('application', 'lists', { ...application('fluxcd'), metadata: { name: 'lists', finalizers } });
    const operations = [
      { op: 'remove', path: '/metadata/finalizers/1' },
      { op: 'add', path: '/metadata/finalizers/0', value: 'example.com/first' },
      { op: 'add', path: '/metadata/finalizers/-', value: 'example.com/last' },
    ];
    const { body } = await send('PATCH', path('application', 'lists'), operations, JSON_PATCH);
    expect([...body.metadata.finalizers].sort()).toEqual(
      ['example.com/first', 'example.com/a', 'example.com/c', 'example.com/last'].sort(),
    );
    await send('PATCH', path('application', 'lists'), { metadata: { finalizers: null } }, MERGE);
  });

  test('status and the rest are written apart, and the generation counts changes of the spec', async () => {
    const made = await create('application', 'parts', { ...application('fluxcd'), status: { summary: '1/1' } });
    expect(made.body).toMatchObject({ metadata: { generation: 1 } });
    expect(made.body.status).toBeUndefined();
    const patch = async (subresource: string | undefined, body: object) =>
      (await send('PATCH', path('application', 'parts', subresource), body, MERGE)).body;
    const all = { metadata: { labels: { a: '1' } }, status: { summary: '2/2' } };
    expect(await patch('status', all)).toMatchObject({ metadata: { generation: 1 }, status: { summary: '2/2' } });
    expect((await get('application', 'parts')).metadata.labels).toBeUndefined();
    const labelled = await patch(undefined, { ...all, status: { summary: '3/3' } });
    expect(labelled).toMatchObject({ metadata: { generation: 1, labels: { a: '1' } }, status: { summary: '2/2' } });
    expect(await patch(undefined, application('other'))).toMatchObject({ metadata: { generation: 2 } });
    const { resourceVersion } = (await get('application', 'parts')).metadata;
    const unchanged = await patch('status', { metadata: { labels: { b: '2' } } });
    expect(unchanged.metadata.resourceVersion).toBe(resourceVersion);
  });

  test('lists page by page, as it was when the list began', async () => {
    for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) await create('lease', `page-${name}`);
    const names = (body: { items: { metadata: { name: string } }[] }) =>
      body.items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('page-'));
    const whole = (await send('GET', path('lease'))).body;
    expect(whole).toMatchObject({ kind: 'LeaseList', apiVersion: 'coordination.k8s.io/v1' });
    const found: string[] = [];
    let token = '';
    let first: { resourceVersion: string; remainingItemCount?: number } | undefined;
    do {
      const { body } = await send('GET', `${path('lease')}?limit=2&continue=${encodeURIComponent(token)}`);
      found.push(...names(body));
      token = body.metadata.continue ?? '';
      first ??= body.metadata;
      expect(body.metadata.resourceVersion).toBe(first?.resourceVersion);
      if (found.length === 2) await send('DELETE', path('lease', 'page-p5'));
    } while (token !== '');
    expect(first?.remainingItemCount).toBe(whole.items.length - 2);
    expect(found).toEqual(names(whole));
  });

  test.for([
    ['labelSelector=tier', ['a', 'b', 'c']],
    ['labelSelector=!tier,suite=selectors', ['d']],
    ['labelSelector=tier=front', ['a', 'b']],
    ['labelSelector=tier==front,team!=web', ['b']],
    ['labelSelector=suite=selectors,team!=web', ['b', 'c', 'd']],
    ['labelSelector=team in (web, api)', ['a', 'c']],
    ['labelSelector=suite=selectors,team notin (web,api)', ['b', 'd']],
    ['labelSelector=tier=', []],
    ['fieldSelector=metadata.name=selected-a', ['a']],
    ['fieldSelector=metadata.name!=selected-a&labelSelector=tier=front', ['b']],
  ] as const)('a list with %s', async ([query, expected]) => {
    const labels = {
      a: { tier: 'front', team: 'web' },
      b: { tier: 'front', team: 'ops' },
      c: { tier: 'back', team: 'api' },
      d: { none: '' },
    };
    for (const [name, own] of Object.entries(labels)) {
      await create('configMap', `selected-${name}`, {}, { suite: 'selectors', ...own });
    }
    const encoded = query.replaceAll(' ', '%20').replaceAll('!', '%21');
    const { body } = await send('GET', `${path('configMap')}?${encoded}`);
    const names = body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name.split('-')[1]);
    expect(names).toEqual(expected);
  });

  test('events are found by the object that they are about', async () => {
    const about = (name: string) => ({
      involvedObject: { kind: 'Application', apiVersion: 'gitops.kubesphere.io/v1alpha1', namespace, name },
      ...{ type: 'Normal', reason: 'Ready', message: 'it is' },
    });
    for (const name of ['web', 'api']) await create('event', `${name}.1`, about(name));
    const { body } = await send('GET', `${path('event')}?fieldSelector=involvedObject.name=web,reason=Ready`);
    expect(body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(['web.1']);
  });

  test('deletes what a selector matches', async () => {
    for (const name of ['a', 'b']) await create('configMap', `doomed-${name}`, {}, { doomed: name });
    expect((await send('DELETE', `${path('configMap')}?labelSelector=doomed=a`)).status).toBe(200);
    const { body } = await send('GET', `${path('configMap')}?labelSelector=doomed`);
    expect(body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(['doomed-b']);
  });

  test('a watch begins at a version, and tells what a selector no longer matches as deleted', async () => {
    const { body: list } = await send('GET', path('configMap'));
    await create('configMap', 'watched', { data: { a: '1' } }, { watched: 'yes' });
    await create('configMap', 'unwatched');
    const labels = (watched: string) => ({ metadata: { labels: { watched } } });
    await send('PATCH', path('configMap', 'watched'), { data: { a: '2' } }, MERGE);
    await send('PATCH', path('configMap', 'watched'), labels('no'), MERGE);
    await send('PATCH', path('configMap', 'watched'), labels('yes'), MERGE);
    await send('DELETE', path('configMap', 'watched'));
    const query = { resourceVersion: list.metadata.resourceVersion, labelSelector: 'watched=yes' };
    const told = await firstEvents(query, 5);
    expect(told.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual(
      ['ADDED', 'MODIFIED', 'DELETED', 'ADDED', 'DELETED'].map((type) => `${type} watched`),
    );
    const versions = told.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });

  test('a field is owned by the manager that changed it last', async () => {
    await create('configMap', 'owned', { data: { a: '1', b: '1' } });
    const by = (manager: string, data: object) =>
      send('PATCH', `${path('configMap', 'owned')}?fieldManager=${manager}`, { data }, MERGE);
    await by('one', { a: '2', c: '1' });
    await by('two', { c: '2', b: '1' });
    expect(await owners('configMap', 'owned', ['one', 'two'])).toEqual({ one: 'Update a', two: 'Update c' });
    await send(
      'PATCH',
      `${path('application', 'parts', 'status')}?fieldManager=one`,
      { status: { summary: '9/9' } },
      MERGE,
    );
    const { managedFields } = (await get('application', 'parts')).metadata;
    expect(managedFields.find(({ manager }: { manager: string }) => manager === 'one')).toMatchObject({
      operation: 'Update',
      subresource: 'status',
      fieldsV1: { 'f:status': { 'f:summary': {} } },
    });
  });

  test('a server-side apply owns what it sets, removes what it no longer sets, and yields to others', async () => {
    const apply = (manager: string, data: object, force = '') => {
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' }, data };
      return answer('PATCH', `${path('configMap', 'applied')}?fieldManager=${manager}${force}`, body, APPLY);
    };
    const data = async () => (await get('configMap', 'applied')).data;
    expect(await apply('one', { a: '1', b: '1' })).toBe(201);
    const { resourceVersion } = (await get('configMap', 'applied')).metadata;
    expect(await apply('one', { a: '1', b: '1' })).toBe(200);
    expect((await get('configMap', 'applied')).metadata.resourceVersion).toBe(resourceVersion);
    expect(await apply('two', { b: '1', c: '1' })).toBe(200);
    expect(await apply('two', { a: '2', b: '1', c: '1' })).toBe(
      '409 Conflict: Apply failed with 1 conflict: conflict with "one": .data.a',
    );
    expect(await apply('one', { a: '1' })).toBe(200);
    expect(await data()).toEqual({ a: '1', b: '1', c: '1' });
    expect(await apply('two', { a: '2' }, '&force=true')).toBe(200);
    expect(await data()).toEqual({ a: '2' });
    expect(await owners('configMap', 'applied', ['one', 'two'])).toEqual({ two: 'Apply a' });
  });

  test('answers who asks, whether it is ready, and what it serves', async () => {
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const { status, body } = await send('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', review);
    expect([status, body.status.userInfo.username]).toEqual([201, 'admin']);
    expect((await send('GET', '/readyz')).status).toBe(200);
    const { body: document } = await send('GET', '/openapi/v3/apis/gitops.kubesphere.io/v1alpha1');
    const kinds = Object.values<Record<string, { kind: string }[]>>(document.components.schemas).flatMap(
      (schema) => schema['x-kubernetes-group-version-kind'] ?? [],
    );
    expect(kinds.map(({ kind }) => kind)).toContain('Application');
    expect((await send('GET', '/apis/example.com/v1/nothings')).status).toBe(404);
  });

  /** The operation of each of these managers, and the keys of data that it owns. */
  async function owners(kind: Kind, name: string, managers: readonly string[]): Promise<Record<string, string>> {
    const { managedFields } = (await get(kind, name)).metadata;
    const own = managedFields.filter(({ manager }: { manager: string }) => managers.includes(manager));
    return Object.fromEntries(
      own.map(({ manager, operation, fieldsV1 }: Record<string, never>) => {
        const keys = Object.keys(fieldsV1?.['f:data'] ?? {}).filter((key) => key !== '.');
        return [manager, `${operation} ${keys.map((key) => key.slice(2)).join(' ')}`];
      }),
    );
  }

  async function firstEvents(query: Record<string, string>, count: number): Promise<Told[]> {
    const client = await KubeClient.load({ kubeconfig: server.kubeconfig() });
    const stopping = new AbortController();
    const told: Told[] = [];
    try {
      for await (const event of client.watch(path('configMap'), query, { signal: stopping.signal })) {
        if (event.type !== 'BOOKMARK') told.push(event as Told);
        if (told.length === count) return told;
      }
      return told;
    } finally {
      stopping.abort();
      await client.close();
    }
  }
}

interface Told {
  readonly type: string;
  readonly object: { readonly metadata: { readonly name: string; readonly resourceVersion: string } };
}

/** A key that must be escaped in a JSON pointer. */
const B = 'example.com/b';
const at = (key: string) => `/metadata/annotations/${key.replaceAll('/', '~1')}`;
