import { expect } from 'vitest';
import { type Adoption, adopt, printProgram } from '../../src/adopt';
import { meaningOf, type Renaming } from './meaning';
import { type Any, objectsOfProgram } from './run-program';

const idOf = (kind: string, namespace: string, name: string) => JSON.stringify([kind, namespace, name]);
const idOfObject = ({ kind, metadata }: Any) => idOf(kind, metadata.namespace, metadata.name);

export const isDelivery = ({ apiVersion = '', kind }: Any) =>
  /^(?:helm|kustomize)\.toolkit\.fluxcd\.io\//.test(apiVersion) && ['HelmRelease', 'Kustomization'].includes(kind);

/**
 * Imports objects, runs the resulting program, and expects that it synthesizes the imported objects unchanged, except
 * for names and documented changes, and that all other objects were not imported.
 *
 * @param options.namespace the namespace of objects without one
 */
export function expectRoundTrip(fleet: Any[], options: { readonly namespace?: string } = {}): Adoption {
  const adoption = adopt(fleet, options);
  const printed = adoption.applications.length === 0 ? [] : objectsOfProgram(printProgram(adoption));
  const out = new Map(printed.map((object) => [idOfObject(object), object]));
  const newNames = new Map(
    adoption.taken.map(({ kind, namespace, name, newName }) => [idOf(kind, namespace, name), newName]),
  );
  const renamed: Renaming = (kind, namespace, name) => newNames.get(idOf(kind, namespace, name)) ?? name;
  for (const { object, kind, namespace, newName } of adoption.taken) {
    const made = out.get(idOf(kind, namespace, newName));
    const placed = { ...object, metadata: { ...(object.metadata as object), namespace } };
    expect(meaningOf(made, (_, __, name) => name, printed)).toEqual(meaningOf(placed, renamed));
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
  return adoption;
}
