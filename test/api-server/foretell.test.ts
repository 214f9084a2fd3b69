import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { type Answer, installCrds } from '../../harness';
import { describeWithApiServer } from '../../harness/suite';
import { type ApplyAs, type ForetoldApply, foretoldApply } from '../../src/change/foretell/foretold-apply';
import { withoutServerFields } from '../../src/change/foretell/server-fields';
import { managedFieldsAfter } from '../../src/change/foretell/takeover';
import type { FieldPath } from '../../src/json';
import { type Change, changes, type Intervention, KINDS, type Manifest } from '../change/foretell/arbitrary-change';
import { limit, runs } from '../random-runs';
import { fluxCrds } from './flux-crds';
import { collectionPath } from './judge';

const NAMESPACE = 'foretell';
const APPLY = { contentType: 'application/apply-patch+yaml' };
const MERGE = { contentType: 'application/merge-patch+json' };
const JSON_PATCH = { contentType: 'application/json-patch+json' };

describeWithApiServer('what is foretold of an apply, and what an API server does', (client) => {
  let objects = 0;
  /** The answers of API servers to the compared changes. */
  let answers: ('stored' | 'conflict' | 'refused')[] = [];

  beforeAll(async () => {
    await installCrds(client, [
      ...(await fluxCrds()),
      join(__dirname, '../../crds/gitops.kubesphere.io_applications.yaml'),
    ]);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
    expect((await client.request('POST', '/api/v1/namespaces', namespace)).status).toBe(201);
  });

  beforeEach(() => {
    answers = [];
  });

  /** The object with this name. */
  const named = (kind: string, name: string, { metadata, ...content }: Manifest): Manifest => ({
    apiVersion: KINDS[kind]?.apiVersion,
    kind,
    metadata: { ...metadata, name, ...(kind !== 'Namespace' && { namespace: NAMESPACE }) },
    ...content,
  });
  const pathOf = (object: Manifest) => `${collectionPath(object)}/${object.metadata.name}`;
  const serverSide = (object: Manifest, manager: string, query: string) =>
    client.request('PATCH', `${pathOf(object)}?fieldManager=${manager}&fieldValidation=Strict${query}`, object, APPLY);

  const intervene = async (object: Manifest, { how, manager, body }: Intervention) => {
    const { metadata, ...content } = named(object.kind, object.metadata.name, body);
    if (how === 'apply') await serverSide({ ...content, metadata }, manager, '&force=true');
    else await client.request('PATCH', `${pathOf(object)}?fieldManager=${manager}`, { ...content, metadata }, MERGE);
  };

  /** Makes the changes before the foretold apply. @returns the object after them; undefined if it does not exist */
  const prepared = async (
    change: Change,
    name: string,
    apply: (object: Manifest) => Promise<unknown>,
  ): Promise<Manifest> => {
    for (const [index, text] of change.before.entries()) {
      const object = named(change.kind, name, text);
      await apply(object);
      for (const each of change.interventions[index] ?? []) await intervene(object, each);
    }
    const { status, body } = await client.request('GET', pathOf(named(change.kind, name, {})));
    return status === 200 ? body : undefined;
  };

  const sorted = (conflicts: readonly Manifest[]) =>
    conflicts.map(({ field, manager }) => `${manager} ${field}`).sort();
  /**
   * The fields that are not compared: uncertain ones, except fields that become empty in a kind with a known schema.
   */
  const inDoubt = (kind: string, unverified: ForetoldApply['unverified']) =>
    unverified
      .filter(({ reason }) => reason === 'merge unknown' || ['Service', 'Role'].includes(kind))
      .map(({ path }) => path);
  const without = (object: Manifest, paths: readonly FieldPath[]) =>
    paths.reduce((rest, path) => withoutPath(rest, path), withoutServerFields(object));

  /** Compares the foretold result with the response of the API server. */
  const compare = ({ status, body }: Answer, live: Manifest, desired: Manifest, as: ApplyAs) => {
    const { object, conflicts, isRefused, unverified } = foretoldApply({ live, desired, as });
    const paths = inDoubt(desired.kind, unverified);
    if (status === 409) {
      answers.push('conflict');
      const found = body.details.causes.map(({ field, message }: Manifest) => ({
        field,
        manager: /"([^"]*)"/.exec(message)?.[1],
      }));
      expect({ isRefused, conflicts: sorted(conflicts) }).toEqual({ isRefused: true, conflicts: sorted(found) });
    } else if (status === 200) {
      answers.push('stored');
      expect({ isRefused, object: without(object, paths) }).toEqual({ isRefused: false, object: without(body, paths) });
    } else answers.push('refused');
  };
  const shareOf = (kind: (typeof answers)[number]) =>
    answers.filter((answer) => answer === kind).length / answers.length;

  test(
    'server-side apply',
    async () => {
      await fc.assert(
        fc.asyncProperty(changes(['other', 'argocd']), async (change) => {
          const name = `ssa-${objects++}`;
          const live = await prepared(change, name, (object) => serverSide(object, 'fluxapp', '&force=true'));
          const desired = named(change.kind, name, change.desired);
          for (const force of [false, true]) {
            const answer = await serverSide(desired, 'fluxapp', `&force=${force}&dryRun=All`);
            compare(answer, live, desired, { method: 'server-side', manager: 'fluxapp', force });
          }
        }),
        { numRuns: runs(40) },
      );
      expect(answers).toHaveLength(runs(80));
      expect(shareOf('stored')).toBeGreaterThan(0.6);
      expect(shareOf('conflict')).toBeGreaterThan(0.1);
    },
    limit(300_000),
  );

  test(
    'kustomize-controller, which takes over what kubectl has written',
    async () => {
      const ofFlux = {
        'kustomize.toolkit.fluxcd.io/name': 'apps',
        'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      };
      const labelled = ({ metadata, ...content }: Manifest) => ({
        ...content,
        metadata: { ...metadata, labels: { ...metadata.labels, ...ofFlux } },
      });
      await fc.assert(
        fc.asyncProperty(changes(['other', 'kubectl']), async (change) => {
          const name = `flux-${objects++}`;
          const apply = (object: Manifest) => serverSide(labelled(object), 'kustomize-controller', '&force=true');
          const live = await prepared(change, name, apply);
          const desired = named(change.kind, name, change.desired);
          if (live !== undefined) await client.request('PATCH', pathOf(desired), takenOver(live), JSON_PATCH);
          const answer = await serverSide(labelled(desired), 'kustomize-controller', '&force=true&dryRun=All');
          const kustomization = { namespace: 'flux-system', name: 'apps' };
          compare(answer, live, desired, { method: 'flux', kustomization });
        }),
        { numRuns: runs(40) },
      );
      expect(answers).toHaveLength(runs(40));
      expect(shareOf('stored')).toBeGreaterThan(0.7);
    },
    limit(300_000),
  );

  test(
    'a takeover of what others apply',
    async () => {
      const as = { method: 'server-side', manager: 'fluxapp', adopts: true } as const;
      await fc.assert(
        fc.asyncProperty(changes(['fluxapp', 'kubectl']), async (change) => {
          const name = `adopted-${objects++}`;
          const live = await prepared(change, name, (object) => serverSide(object, 'terraform', '&force=true'));
          const desired = named(change.kind, name, change.desired);
          const value = live && managedFieldsAfter(live, as);
          const patch = [{ op: 'replace', path: '/metadata/managedFields', value }];
          if (value !== undefined) await client.request('PATCH', pathOf(desired), patch, JSON_PATCH);
          for (const force of [false, true]) {
            const answer = await serverSide(desired, 'fluxapp', `&force=${force}&dryRun=All`);
            compare(answer, live, desired, { ...as, force });
          }
        }),
        { numRuns: runs(20) },
      );
      expect(answers).toHaveLength(runs(40));
      expect(shareOf('stored')).toBeGreaterThan(0.6);
    },
    limit(300_000),
  );

  /** Changes of objects that kubectl applies, several per call. */
  const batches = fc.array(changes(['other']), { minLength: 10, maxLength: 10 });
  /**
   * The objects that kubectl has stored, or would store, by name. If one is rejected, kubectl prints nothing about the
   * others.
   */
  const kubectl = async (args: readonly string[], items: readonly Manifest[]): Promise<Map<string, Manifest>> => {
    if (items.length === 0) return new Map();
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const { stdout, stderr } = await client.kubectl(['apply', ...args, '-o', 'json', '-f', '-'], { input });
    if (stdout === '') {
      const refused = [...stderr.matchAll(/[\w.]+ "([^"]+)" is invalid: /g)].map(([, name]) => name);
      if (refused.length === 0) throw new Error(stderr);
      const others = items.filter(({ metadata }) => !refused.includes(metadata.name));
      return kubectl(args, others);
    }
    const answer = JSON.parse(stdout);
    const stored: Manifest[] = answer.kind === 'List' ? answer.items : [answer];
    return new Map(stored.map((object) => [object.metadata.name, object]));
  };

  /** Applies with kubectl, and compares the results with the foretold ones. */
  const compareKubectl = async (test: string, batch: readonly Change[], args: readonly string[], as: ApplyAs) => {
    const cases = batch.map((change) => ({ change, name: `${test}-${objects++}` }));
    const textsAt = (index: number) =>
      cases.flatMap(({ change, name }) => {
        const text = change.before[index];
        return text === undefined ? [] : [named(change.kind, name, text)];
      });
    for (const index of [0, 1]) {
      if (textsAt(index).length > 0) await kubectl([], textsAt(index));
      for (const { change, name } of cases) {
        if (change.before[index] === undefined) continue;
        for (const each of change.interventions[index] ?? []) await intervene(named(change.kind, name, {}), each);
      }
    }
    const lives = new Map<string, Manifest>();
    for (const { change, name } of cases) {
      const { status, body } = await client.request('GET', pathOf(named(change.kind, name, {})));
      if (status === 200) lives.set(name, body);
    }
    const desired = cases.map(({ change, name }) => named(change.kind, name, change.desired));
    // no object is applied twice
    const valid = await kubectl([...args, '--dry-run=server'], desired);
    const isDry = as.method === 'client-side';
    const stored = isDry
      ? valid
      : await kubectl(
          args,
          desired.filter(({ metadata }) => valid.has(metadata.name)),
        );
    for (const object of desired) {
      const { name } = object.metadata;
      const [live, found] = [lives.get(name), stored.get(name)];
      answers.push(found === undefined ? 'refused' : 'stored');
      if (found === undefined) continue;
      const { object: expected, unverified } = foretoldApply({ live, desired: object, as });
      const paths = inDoubt(object.kind, unverified);
      expect(without(expected, paths)).toEqual(without(found, paths));
    }
  };

  test(
    'kubectl apply',
    async () => {
      await fc.assert(
        fc.asyncProperty(batches, (batch) => compareKubectl('kubectl', batch, [], { method: 'client-side' })),
        { numRuns: runs(4), endOnFailure: true },
      );
      expect(answers).toHaveLength(runs(40));
      expect(shareOf('stored')).toBeGreaterThan(0.7);
    },
    limit(300_000),
  );

  test(
    'server-side apply after managedFields of kubectl apply were migrated',
    async () => {
      const args = ['--server-side', '--force-conflicts', '--field-manager=fluxapp'];
      const as = { method: 'server-side', manager: 'fluxapp', force: true, migratesClientSide: true } as const;
      await fc.assert(
        fc.asyncProperty(batches, (batch) => compareKubectl('migrated', batch, args, as)),
        { numRuns: runs(4), endOnFailure: true },
      );
      expect(answers).toHaveLength(runs(40));
      expect(shareOf('stored')).toBeGreaterThan(0.7);
    },
    limit(300_000),
  );
});

/** The JSON patch with which kustomize-controller changes an object before it applies. */
function takenOver({ metadata }: Manifest): Manifest[] {
  const isUndone = ({ manager, operation, subresource }: Manifest) =>
    subresource === undefined &&
    (manager.startsWith('kubectl') || (operation === 'Update' && manager === 'before-first-apply'));
  const isOwn = ({ manager, operation }: Manifest) => manager === 'kustomize-controller' && operation === 'Apply';
  const entries = metadata.managedFields ?? [];
  const [own] = entries.filter(isOwn);
  const undone = entries.filter(isUndone);
  const others = entries.filter((entry: Manifest) => !isUndone(entry) && !isOwn(entry));
  const [first, ...more] = own ? [own, ...undone] : undone;
  if (undone.length === 0) return [];
  const fieldsV1 = more.reduce(
    (fields: Manifest, entry: Manifest) => mergedFields(fields, entry.fieldsV1),
    first.fieldsV1,
  );
  const entry = { ...first, manager: 'kustomize-controller', operation: 'Apply', fieldsV1 };
  return [{ op: 'replace', path: '/metadata/managedFields', value: [...others, entry] }];
}

/** Merges two sets of owned fields. A field without subfields owns itself. */
function mergedFields(one: Manifest, other: Manifest): Manifest {
  const marked = (fields: Manifest) => (Object.keys(fields).length === 0 ? { '.': {} } : fields);
  if (Object.keys(one).length === 0 && Object.keys(other).length === 0) return {};
  const [a, b] = [marked(one), marked(other)];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(
    keys.map((key) => [key, a[key] && b[key] && key !== '.' ? mergedFields(a[key], b[key]) : (a[key] ?? b[key])]),
  );
}

function withoutPath(value: Manifest, [step, ...rest]: FieldPath): Manifest {
  if (step === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? withoutPath(item, rest) : item));
  const { [step]: part, ...others } = value;
  return rest.length === 0 || part === undefined ? others : { ...others, [step]: withoutPath(part, rest) };
}
