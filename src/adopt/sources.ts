import { type SourceObjectKind, validateSource } from '../application';
import { formatDiagnostic } from '../diagnostics';
import { mapOf, stringOf, type ValueMap } from '../json';
import { objectId, SOURCE_API } from '../kubernetes';
import type { AdoptedApplication } from './adopted';
import { authored, makerOf, unresolved } from './delivery';
import type { Remark } from './remark';

/** The kinds of sources that have a construct. */
const KINDS = ['Bucket', 'GitRepository', 'HelmRepository', 'OCIRepository'] as const satisfies SourceObjectKind[];

/** A source that adopted applications use: it becomes code, too, under its own name. */
export interface AdoptedSource {
  readonly kind: (typeof KINDS)[number];
  readonly namespace: string;
  readonly name: string;
  /** Its labels and annotations. */
  readonly metadata?: ValueMap;
  readonly spec: ValueMap;
}

/** The sources in the input that applications use, and those left unchanged. */
export function adoptSources(
  applications: readonly AdoptedApplication[],
  objects: readonly ValueMap[],
  ownNamespace: string | undefined,
): { readonly sources: readonly AdoptedSource[]; readonly left: readonly Remark[] } {
  const used = new Set(
    applications.flatMap(({ origin, targets }) =>
      [origin, ...targets.map((target) => target.origin)].flatMap((each) =>
        each?.sourceRef ? objectId(each.sourceRef) : [],
      ),
    ),
  );
  const sources = new Map<string, AdoptedSource>();
  const left: Remark[] = [];
  for (const object of objects) {
    const { apiVersion, kind } = object;
    if (stringOf(apiVersion)?.split('/')[0] !== SOURCE_API.group || !isKind(kind)) continue;
    const metadata = mapOf(object.metadata);
    const namespace = stringOf(metadata.namespace) ?? ownNamespace ?? '';
    const source = { kind, namespace, name: String(metadata.name) };
    const id = objectId(source);
    if (sources.has(id)) continue;
    const reason = reasonToLeave(object, source, used.has(id));
    if (reason === undefined) sources.set(id, { ...source, metadata: authored(metadata), spec: mapOf(object.spec) });
    else left.push({ object, message: reason });
  }
  return { sources: [...sources.values()], left };
}

/** HelmCharts and ExternalArtifacts stay unchanged: applications refer to them. */
function isKind(kind: unknown): kind is AdoptedSource['kind'] {
  return KINDS.some((each) => each === kind);
}

function reasonToLeave(object: ValueMap, source: Omit<AdoptedSource, 'spec'>, isUsed: boolean): string | undefined {
  const { kind, namespace, name } = source;
  const spec = mapOf(object.spec);
  const metadata = mapOf(object.metadata);
  if (!isUsed) return 'no application that was found uses it';
  const reason = makerOf(metadata, { namespace, name }) ?? unresolved([name, namespace, authored(metadata), spec]);
  if (reason !== undefined) return reason;
  const problems = validateSource(kind, { ...authored(metadata), name, namespace }, spec);
  const problem = problems.find(({ severity }) => severity === 'error');
  return problem && formatDiagnostic(problem);
}
