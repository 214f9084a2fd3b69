import { expect, test } from 'vitest';
import { namespace } from '../../harness/fleet/synthetic-fleet';
import { describeWithApiServer } from '../../harness/suite';
import {
  type ApplySet,
  applySetId,
  asMember,
  contentsOf,
  contentsOfObjects,
  parentOf,
  parentProblem,
  setIdOf,
} from '../../src/change';
import type { ValueMap } from '../../src/json';
import { printYamlDocuments } from '../../src/yaml';
import { object } from '../change/plan/objects';

const ENV = { KUBECTL_APPLYSET: 'true' };

describeWithApiServer('a set, beside kubectl', (server) => {
  const at = (space: string) => `/api/v1/namespaces/${space}/configmaps`;
  const configMap = (space: string, name: string) =>
    object({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: space }, data: { a: '1' } });
  const post = async (space: string, body: ValueMap) =>
    expect((await server.request('POST', at(space), body)).status).toBe(201);
  const get = async (space: string, name: string) => (await server.request('GET', `${at(space)}/${name}`)).body;
  const kubectl = (set: ApplySet, objects: readonly ValueMap[], ...args: string[]) =>
    server.kubectl(['apply', '-n', set.namespace, '--prune', `--applyset=configmap/${set.name}`, '-f', '-', ...args], {
      input: printYamlDocuments(objects),
      env: ENV,
    });

  /** A set with two members, as created by this command. */
  const made = async (space: string, version = '1.2.3') => {
    await namespace(server, space);
    const set = { namespace: space, name: 'fluxapp' };
    const members = [configMap(space, 'a'), configMap(space, 'b')];
    await post(space, parentOf(set, contentsOfObjects(members, set), version));
    for (const { value } of members) await post(space, asMember(value, applySetId(set)));
    return { set, members: members.map(({ value }) => value) };
  };

  test('kubectl leaves our set alone', async () => {
    const { set, members } = await made('apply-set-ours');
    const { code, stderr } = await kubectl(set, members.slice(0, 1));
    expect({ code, stderr: stderr.trim().split('\n').at(-1) }).toEqual({
      code: 1,
      stderr: expect.stringContaining('is managed by tooling "fluxapp" instead of "kubectl"'),
    });
    expect((await get(set.namespace, 'b')).metadata.name).toBe('b');
  });

  test('if it were its own, kubectl would find all that is in it', async () => {
    const { set, members } = await made('apply-set-given');
    const tooling = 'applyset.kubernetes.io/tooling=kubectl/v1.36.0';
    await server.kubectl(['annotate', 'configmap', set.name, '-n', set.namespace, '--overwrite', tooling]);
    const { code, stdout, stderr } = await kubectl(set, members.slice(0, 1));
    expect({ code, stdout: stdout.trim().split('\n'), stderr }).toEqual({
      code: 0,
      stdout: ['configmap/a configured', 'configmap/b pruned'],
      stderr: expect.not.stringContaining('error'),
    });
  });

  test('what kubectl writes is what we would', async () => {
    const space = 'apply-set-theirs';
    await namespace(server, space);
    const set = { namespace: space, name: 'web' };
    const objects = [configMap(space, 'a'), configMap(space, 'b')];
    const account = object({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a', namespace: space } });
    const role = object({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'a', namespace: space },
      rules: [],
    });
    const all = [...objects, account, role];
    const { code, stderr } = await server.kubectl(
      ['apply', '-n', space, '--prune', '--applyset=configmap/web', '-f', '-'],
      {
        input: printYamlDocuments(all.map(({ value }) => value)),
        env: ENV,
      },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    const parent = await get(space, 'web');
    const { labels, annotations } = parent.metadata;
    const ours = parentOf(set, contentsOfObjects(all, set), '').metadata as ValueMap;
    const tooling = annotations['applyset.kubernetes.io/tooling'];
    expect({ labels, annotations }).toEqual({
      labels: ours.labels,
      annotations: { ...(ours.annotations as object), 'applyset.kubernetes.io/tooling': tooling },
    });
    expect(tooling).toMatch(/^kubectl\/v1\./);
    expect(contentsOf(parent)).toEqual(contentsOfObjects(all, set));
    expect(parentProblem(parent, set)).toBe(
      `the ApplySet ${space}/web belongs to ${tooling}: name another one with --set`,
    );
    expect(setIdOf(await get(space, 'a'))).toBe(applySetId(set));
    expect((await get(space, 'b')).metadata.labels).toEqual(
      (asMember(configMap(space, 'b').value, applySetId(set)).metadata as ValueMap).labels,
    );
  });
});
