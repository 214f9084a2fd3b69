import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adopt, printProgram } from '../../src/adopt';
import { limit, runs, SEED } from '../random-runs';
import { arbitraryFleet } from './arbitrary-fleet';
import { meaningOf, type Renaming } from './meaning';
import { type Any, objectsOfProgram } from './run-program';

const idOf = (kind: string, namespace: string, name: string) => JSON.stringify([kind, namespace, name]);
const idOfObject = ({ kind, metadata }: Any) => idOf(kind, metadata.namespace, metadata.name);
const isDelivery = ({ apiVersion = '', kind }: Any) =>
  /^(?:helm|kustomize)\.toolkit\.fluxcd\.io\//.test(apiVersion) && ['HelmRelease', 'Kustomization'].includes(kind);

/** How much of what was generated was taken. */
const counted = { taken: 0, left: 0, several: 0 };

test(
  'what was taken comes out as it went in, but for names and what is documented',
  () => {
    fc.assert(
      fc.property(arbitraryFleet, (fleet) => {
        const adoption = adopt(fleet);
        const printed = adoption.applications.length === 0 ? [] : objectsOfProgram(printProgram(adoption));
        const out = new Map(printed.map((object) => [idOfObject(object), object]));
        const newNames = new Map(
          adoption.taken.map(({ kind, namespace, name, newName }) => [idOf(kind, namespace, name), newName]),
        );
        const renamed: Renaming = (kind, namespace, name) => newNames.get(idOf(kind, namespace, name)) ?? name;
        const configMaps = new Map(
          [...out.values()].filter(({ kind }) => kind === 'ConfigMap').map((object) => [object.metadata.name, object]),
        );
        for (const { object, kind, namespace, newName } of adoption.taken) {
          const made = out.get(idOf(kind, namespace, newName));
          expect(meaningOf(made, (_, __, name) => name, configMaps)).toEqual(meaningOf(object, renamed));
        }
        const made = [...out.values()];
        expect(made.filter(isDelivery).length).toBe(adoption.taken.length);
        for (const { kind, namespace, name, spec } of adoption.sources) {
          expect(out.get(idOf(kind, namespace, name))?.spec).toEqual(spec);
        }
        const names = (kind: string) => made.filter((object) => object.kind === kind).length;
        expect(names('Application')).toBe(adoption.applications.length);

        const objects = [...adoption.taken.map(({ object }) => object), ...adoption.left.map(({ object }) => object)];
        expect(new Set(objects).size).toBe(objects.length);
        expect(fleet.filter(isDelivery).filter((object) => !objects.includes(object))).toEqual([]);
        counted.taken += adoption.taken.length;
        counted.left += adoption.left.filter(({ object }) => isDelivery(object)).length;
        counted.several += adoption.applications.filter(({ targets }) => targets.length > 1).length;
      }),
      { seed: SEED, numRuns: runs(150) },
    );
    expect(counted.taken).toBeGreaterThan(counted.left);
    expect(counted.left).toBeGreaterThan(0);
    expect(counted.several).toBeGreaterThan(20);
  },
  limit(120_000),
);
