import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import { digest } from '../../src/json/digest';
import { dnsSubdomainProblem } from '../../src/kubernetes/formats';
import { mergeValues } from '../../src/values/merge';
import { parseYaml } from '../../src/yaml/parse';
import { printYaml } from '../../src/yaml/print';
import { runs } from '../random-runs';
import { applications, helmApplications } from './arbitrary-application';
import { simulateApiServer } from './simulate-api-server';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const DIGEST = 'gitops.kubesphere.io/lowering-digest';
const KEY = 'app.kubernetes.io/name';
const MANAGED_BY = 'app.kubernetes.io/managed-by';

/** The lowered objects of a valid Application. */
function objectsOf(application: Any): Any[] {
  const { objects, diagnostics } = lower(application);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return objects as Any[];
}

const id = ({ kind, metadata }: Any) => `${kind} ${metadata.name}`;

/** The list of targets in an Application. */
function entriesOf(application: Any): Any[] {
  const { config } = application.spec.fluxApp.spec;
  return config.helmRelease?.deploy ?? config.kustomization;
}

function withEntries(application: Any, entries: readonly Any[]): Any {
  const copy = structuredClone(application);
  const { config } = copy.spec.fluxApp.spec;
  if (config.helmRelease) config.helmRelease.deploy = entries;
  else config.kustomization = entries;
  return copy;
}

function check(arbitrary: fc.Arbitrary<Any>, predicate: (application: Any) => void, count = 300): void {
  fc.assert(fc.property(arbitrary, predicate), { numRuns: runs(count) });
}

describe('every valid Application', () => {
  test('makes an object for each target, whose name is unique, a DNS subdomain and at most 63 characters long', () => {
    check(applications, (application) => {
      const objects = objectsOf(application);
      const releases = objects.filter(({ kind }) => ['HelmRelease', 'Kustomization'].includes(kind));
      expect(releases).toHaveLength(entriesOf(application).length);
      expect(new Set(objects.map(id)).size).toBe(objects.length);
      for (const { metadata } of releases) expect(dnsSubdomainProblem(metadata.name, 63)).toBeUndefined();
      for (const { metadata } of objects) expect(dnsSubdomainProblem(metadata.name)).toBeUndefined();
    });
  });

  test('makes objects that are labelled with its name, annotated with their KEY and carry their digest', () => {
    check(applications, (application) => {
      const { name, namespace } = application.metadata;
      const keys = new Set<string>();
      const objects = objectsOf(application);
      for (const { kind, metadata, ...rest } of objects) {
        expect(metadata.namespace).toBe(namespace);
        expect(metadata.labels[MANAGED_BY]).toBe(kind === 'HelmChart' ? 'gitops.kubesphere.io' : name);
        expect(metadata.annotations[KEY] === undefined).toBe(kind === 'HelmChart');
        expect(metadata.annotations[DIGEST] === undefined).toBe(kind === 'ConfigMap');
        expect(rest.apiVersion).toBe(API_VERSIONS[kind]);
        if (kind !== 'ConfigMap' && kind !== 'HelmChart') keys.add(metadata.annotations[KEY]);
      }
      for (const { metadata } of objects.filter(({ kind }) => kind === 'ConfigMap')) {
        const release = objects.find((object) => `${object.metadata.name}-values` === metadata.name);
        expect(metadata.annotations[KEY]).toBe(release.metadata.annotations[KEY]);
      }
      expect(keys.size).toBe(entriesOf(application).length);
    });
  });

  test('makes plain JSON data, and is not changed itself', () => {
    check(applications, (application) => {
      const before = JSON.stringify(application);
      const objects = objectsOf(deepFreeze(application));
      expect(isDeepStrictEqual(JSON.parse(JSON.stringify(objects)), objects)).toBe(true);
      expect(JSON.stringify(application)).toBe(before);
    });
  });

  test('lowers the same after it was printed and parsed', () => {
    check(applications, (application) => {
      const [document, ...rest] = parseYaml(printYaml(application));
      expect(rest).toEqual([]);
      expect(document?.problems).toEqual([]);
      expect(JSON.stringify(document?.value)).toBe(JSON.stringify(application));
      expect(JSON.stringify(lower(document?.value))).toBe(JSON.stringify(lower(application)));
    });
  });

  test('has the digests that it has when it comes back from an API server', () => {
    check(applications, (application) => {
      const digests = (objects: Any[]) =>
        objects
          .filter(({ kind }) => kind !== 'ConfigMap')
          .map((object) => [id(object), object.metadata.annotations[DIGEST]]);
      expect(digests(objectsOf(simulateApiServer(application)))).toEqual(digests(objectsOf(application)));
    });
  });

  test('has digests that say what is in an object without nulls', () => {
    const stored = applications.map(simulateApiServer);
    check(stored, (application) => {
      for (const { metadata, ...object } of objectsOf(application)) {
        const { namespace: _, annotations, ...rest } = metadata;
        const { [DIGEST]: own, 'gitops.kubesphere.io/application': _application, ...others } = annotations;
        expect(own).toBe(`sha256:${digest({ ...object, metadata: { ...rest, annotations: others } })}`);
      }
    });
  });
});

const API_VERSIONS: Readonly<Record<string, string>> = {
  ConfigMap: 'v1',
  HelmChart: 'source.toolkit.fluxcd.io/v1',
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
};

test('values reach Helm as they are written, nulls too', () => {
  check(helmApplications, (application) => {
    const objects = objectsOf(application);
    const releases = objects.filter(({ kind }) => kind === 'HelmRelease');
    entriesOf(application).forEach((entry, index) => {
      const { metadata, spec } = releases[index];
      const nulls = objects.find((object) => id(object) === `ConfigMap ${metadata.name}-values`);
      expect(JSON.stringify(spec.values ?? {})).not.toMatch(/[[,:]null[\],}]/);
      if (!nulls) {
        expect(spec.values).toEqual(entry.values ?? undefined);
        expect(spec.valuesFrom).toEqual(entry.valuesFrom?.map(withoutNullEntries));
        return;
      }
      const [[valuesKey, text], ...others] = Object.entries<string>(nulls.data) as [[string, string]];
      expect(others).toEqual([]);
      expect(spec.valuesFrom).toEqual([
        ...(entry.valuesFrom ?? []).map(withoutNullEntries),
        { kind: 'ConfigMap', name: nulls.metadata.name, valuesKey },
      ]);
      expect(mergeValues(parseYaml(text)[0]?.value as Any, spec.values)).toEqual(entry.values);
    });
  });
});

describe('targets that come, go and move', () => {
  const changed = applications.chain((application) => {
    const entries = entriesOf(application);
    return fc.shuffledSubarray(entries, { minLength: Math.min(1, entries.length) }).map((some) => ({
      application,
      other: withEntries(application, some),
    }));
  });

  /** The number of keys of each Secret that an Application uses. */
  function keyCounts(application: Any): Map<string, number> {
    const keys = new Map<string, Set<string>>();
    for (const { destination } of entriesOf(application)) {
      const { name, key = 'value' } = destination.kubeConfig?.secretRef ?? {};
      if (name !== undefined) keys.set(name, (keys.get(name) ?? new Set()).add(key));
    }
    return new Map([...keys].map(([name, used]) => [name, used.size]));
  }

  test('change no object of another, but for the KEY where a Secret is used with several keys', () => {
    check(changed as fc.Arbitrary<Any>, ({ application, other }) => {
      const before = new Map(objectsOf(application).map((object) => [id(object), object]));
      const [countsBefore, countsAfter] = [keyCounts(application), keyCounts(other)];
      for (const object of objectsOf(other)) {
        const earlier = before.get(id(object));
        const secret = object.spec?.kubeConfig?.secretRef;
        const hasOtherKey =
          secret !== undefined && (countsBefore.get(secret.name) ?? 0) > 1 && countsAfter.get(secret.name) === 1;
        if (object.kind === 'ConfigMap') {
          expect(object.data).toEqual(earlier.data); // its KEY is that of its release
          continue;
        }
        if (!hasOtherKey) {
          expect(object).toEqual(earlier);
          continue;
        }
        const { [KEY]: key, [DIGEST]: _, ...annotations } = object.metadata.annotations;
        const { [KEY]: keyBefore, [DIGEST]: __, ...annotationsBefore } = earlier.metadata.annotations;
        expect(keyBefore).toBe(key.replace(secret.name, `${secret.name}-${secret.key ?? 'value'}`));
        expect({ ...object, metadata: { ...object.metadata, annotations } }).toEqual({
          ...earlier,
          metadata: { ...earlier.metadata, annotations: annotationsBefore },
        });
      }
    });
  });
});

function withoutNullEntries(map: object): object {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
