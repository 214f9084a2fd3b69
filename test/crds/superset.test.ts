import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(__dirname, '..', '..');
const kubesphere = join(root, '..', 'shared', 'crds', 'ks-devops.gitops.kubesphere.io_applications.yaml');
const noCrd = "KubeSphere's CRD is not at hand (../shared/crds)";
const absent = !existsSync(kubesphere);

// biome-ignore lint/suspicious/noExplicitAny: schemas are plain YAML here
type Node = any;

const crd = (file: string) => parse(readFileSync(file, 'utf8')).spec;
const own = crd(join(root, 'crds', 'gitops.kubesphere.io_applications.yaml'));
const openAPI = (spec: Node): Node => spec.versions[0].schema.openAPIV3Schema.properties;

const KEYWORDS = new Set([
  'type',
  'format',
  'enum',
  'default',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'required',
  'properties',
  'items',
  'additionalProperties',
  'x-kubernetes-preserve-unknown-fields',
]);

/** The places where `ours` rejects, or interprets differently, something that `theirs` accepts. */
function* differences(theirs: Node, ours: Node, path: string): Generator<string> {
  for (const keyword of Object.keys(theirs)) {
    if (!KEYWORDS.has(keyword)) yield `${path}: this test does not know ${keyword}`;
  }
  if (ours === undefined) {
    yield `${path} is missing`;
    return;
  }
  for (const keyword of ['type', 'format', 'default', 'x-kubernetes-preserve-unknown-fields']) {
    if (theirs[keyword] !== ours[keyword]) yield `${path}: ${keyword} ${theirs[keyword]} is ${ours[keyword]}`;
  }
  if (ours.pattern !== undefined && ours.pattern !== theirs.pattern) yield `${path}: pattern ${ours.pattern}`;
  if ((ours.minLength ?? 0) > (theirs.minLength ?? 0)) yield `${path}: minLength ${ours.minLength}`;
  if ((ours.maxLength ?? Infinity) < (theirs.maxLength ?? Infinity)) yield `${path}: maxLength ${ours.maxLength}`;
  if ((ours.minimum ?? -Infinity) > (theirs.minimum ?? -Infinity)) yield `${path}: minimum ${ours.minimum}`;
  for (const keyword of ['maximum', 'minItems', 'maxItems', 'uniqueItems', 'maxProperties', 'minProperties']) {
    if (ours[keyword] !== undefined) yield `${path}: ${keyword}`;
  }
  if (ours.enum && !theirs.enum) yield `${path}: enum ${ours.enum}`;
  for (const value of theirs.enum ?? []) {
    if (ours.enum && !ours.enum.includes(value)) yield `${path}: enum without ${value}`;
  }
  if (theirs.enum && !ours.enum) yield `${path}: the enum is lost`;
  for (const name of ours.required ?? []) {
    if (!theirs.required?.includes(name)) yield `${path}: requires ${name}`;
  }
  for (const [name, child] of Object.entries<Node>(theirs.properties ?? {})) {
    yield* differences(child, ours.properties?.[name], `${path}.${name}`);
  }
  if (theirs.items) yield* differences(theirs.items, ours.items, `${path}[]`);
  if (theirs.additionalProperties)
    yield* differences(theirs.additionalProperties, ours.additionalProperties, `${path}{}`);
}

describe("the CRD beside KubeSphere's", () => {
  test.for(['spec.properties.kind', 'spec.properties.fluxApp', 'status'])(
    '%s accepts everything that KubeSphere accepts, with the same types',
    (place, { skip }) => {
      skip(absent, noCrd);
      const at = (schema: Node) => place.split('.').reduce((node, step) => node[step], schema);
      expect([...differences(at(openAPI(crd(kubesphere))), at(openAPI(own)), place)]).toEqual([]);
    },
  );

  test('takes the part of the other engine as it is', () => {
    const { description: _, ...argoApp } = openAPI(own).spec.properties.argoApp;
    expect(argoApp).toEqual({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true });
  });

  test('has the same group, names, scope and version', ({ skip }) => {
    skip(absent, noCrd);
    const { names, group, scope, versions } = crd(kubesphere);
    const { shortNames: _, ...ownNames } = own.names;
    expect({ group: own.group, scope: own.scope, names: ownNames }).toEqual({ group, scope, names });
    expect(own.versions[0]).toMatchObject({ name: versions[0].name, subresources: versions[0].subresources });
  });
});
