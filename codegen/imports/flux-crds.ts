import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { required, rewrite, type Schema } from './schema';

/** One of Flux's kinds as its CRD defines it, without the descriptions. */
export interface FluxKind {
  kind: string;
  group: string;
  version: string;
  /** For example `helm-controller v1.6.3`. */
  origin: string;
  spec: Schema;
  status: Schema;
}

const CONTROLLERS = ['helm-controller', 'kustomize-controller', 'source-controller'];

/**
 * Reads the CRDs in the Go modules of Flux's controllers, in the versions of a go.mod, downloading missing modules.
 *
 * @param goModule folder of that go.mod
 * @returns the kinds by name
 */
export function readFluxKinds(goModule: string): Map<string, FluxKind> {
  const modules = CONTROLLERS.map((name) => `github.com/fluxcd/${name}`);
  const go = (...args: string[]) => execFileSync('go', args, { cwd: goModule, encoding: 'utf8' });
  go('mod', 'download', ...modules);
  const kinds = new Map<string, FluxKind>();
  const listed = go('list', '-m', '-f', '{{.Path}}\t{{.Version}}\t{{.Dir}}', ...modules);
  for (const line of listed.trim().split('\n')) {
    const [path = '', moduleVersion = '', folder = ''] = line.split('\t');
    const crds = join(folder, 'config', 'crd', 'bases');
    for (const file of readdirSync(crds).sort()) {
      const kind = readKind(readFileSync(join(crds, file), 'utf8'), `${path.split('/').pop()} ${moduleVersion}`);
      kinds.set(kind.kind, kind);
    }
  }
  return kinds;
}

/** One of the kinds, which must exist. */
export function kindOf(kinds: Map<string, FluxKind>, name: string): FluxKind {
  const kind = kinds.get(name);
  if (!kind) throw new Error(`the CRDs of Flux have no ${name}`);
  return kind;
}

function readKind(text: string, origin: string): FluxKind {
  const { spec } = parse(text);
  const kind: string = spec.names.kind;
  if (spec.versions.length !== 1) throw new Error(`${kind} has ${spec.versions.length} versions, expected one`);
  const [version] = spec.versions;
  const { spec: specSchema, status } = version.schema.openAPIV3Schema.properties;
  return { kind, group: spec.group, version: version.name, origin, spec: facts(specSchema), status: facts(status) };
}

/**
 * A schema without descriptions. Two changes preserve its meaning for readers other than an API server: a deprecation,
 * which is only in the description, becomes a keyword; and a property with a default is no longer required, because an
 * API server sets defaults before it checks required fields.
 */
function facts(schema: Schema): Schema {
  return rewrite(schema, ({ description, ...node }) => {
    if (/^Deprecated\b/m.test(description ?? '')) node.deprecated = true;
    const needed = node.required?.filter((name) => node.properties?.[name]?.default === undefined);
    return { ...node, required: required(needed) };
  });
}
