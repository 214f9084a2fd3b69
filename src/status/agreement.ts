import { firstFew } from '../diagnostics';
import { type FieldPath, formatPath } from '../json';

/** The differences between a target's HelmRelease or Kustomization and the lowered stored Application. */
export interface DeliveryComparison {
  /** Paths of fields, from the root of the object. */
  readonly differing: readonly FieldPath[];
  /** The fields among them that the installed CRD of the Application does not have: an API server has dropped them. */
  readonly dropped: readonly FieldPath[];
  /**
   * Other fields that the installed CRD has for an application but not for a target, so that it may have dropped them:
   * fields of the chart.
   */
  readonly perhapsDropped?: readonly FieldPath[];
  /**
   * The field managers that own the differing fields of the object, sorted. Empty if the fields come from admission or
   * defaults.
   */
  readonly owners: readonly string[];
}

/** Evidence on whether the HelmRelease or Kustomization of a target matches its stored Application. */
export interface AgreementEvidence extends DeliveryComparison {
  /** There is no Application. */
  readonly undeclared?: true;
  /** The digest of the stored Application's lowering. Absent if the Application has errors. */
  readonly wantedDigest?: string;
  /** The digest in the annotation of the object. Absent if lowering did not create it. */
  readonly digest?: string;
  /**
   * The start of the digest with which the Application was applied: the entry of its annotation `digests` for the
   * target.
   */
  readonly writtenDigest?: string;
  /** The field manager that changed the targets of the Application after it was applied with its digests, if any. */
  readonly editor?: Editor;
}

/** The origin of an Application. */
export interface ApplicationOrigin {
  /** The start of each target's lowering digest, by KEY: the annotation `digests`. */
  readonly digests?: Readonly<Record<string, unknown>>;
  /** The field manager that has changed its targets since then, if any. */
  readonly editor?: Editor;
}

/** A field manager from managedFields, and the time of its last write in RFC 3339 format. */
export interface Editor {
  readonly manager: string;
  readonly time?: string;
}

/**
 * The verdict for the target:
 *
 * - `applied`: the object matches the Application, and Flux's report on it counts;
 * - `judged`: Flux's report counts despite the differences, which `altered` and `dropped` list;
 * - `notApplied`: the Application specifies something that Flux has not received.
 */
export type Agreement =
  | { readonly verdict: 'applied' }
  | { readonly verdict: 'judged'; readonly altered?: Alteration; readonly dropped?: readonly string[] }
  | { readonly verdict: 'notApplied'; readonly message: string };

/** The changes of an object between synthesis and cluster. */
export interface Alteration {
  /** Paths of fields of the object, such as `spec.values.host`. */
  readonly fields: readonly string[];
  /** The field managers that own them; empty if the fields come from admission or defaults. */
  readonly by: readonly string[];
}

/**
 * Determines whether the running state matches the stored Application, by the first matching row of the table in
 * docs/status.md. Different digests alone prove nothing: anything that changes an Application or an object on its way
 * into the cluster (substitution, kustomize patches, admission, a CRD that prunes) makes them differ permanently.
 */
export function agreementOf(evidence: AgreementEvidence): Agreement {
  const { wantedDigest, digest, writtenDigest, differing, dropped, perhapsDropped = [], editor, owners } = evidence;
  if (evidence.undeclared || digest === undefined) return { verdict: 'judged' };
  if (wantedDigest === undefined)
    return { verdict: 'notApplied', message: 'the Application has errors and cannot be lowered' };
  if (differing.length === 0) return { verdict: 'applied' };
  const altered = { fields: differing.map(formatPath), by: owners };
  if (digest === wantedDigest) return { verdict: 'judged', altered };
  const isAsWritten = writtenDigest !== undefined && hexOf(digest).startsWith(writtenDigest);
  const isUnedited = isAsWritten && editor === undefined;
  const gone = isUnedited ? [...dropped, ...perhapsDropped] : dropped;
  if (gone.length === differing.length) return { verdict: 'judged', dropped: gone.map(formatPath) };
  if (isUnedited) return { verdict: 'judged', altered };
  const differ = differOf(altered.fields);
  if (writtenDigest !== undefined && !isAsWritten) {
    return { verdict: 'notApplied', message: `the Application has not been applied: ${differ}` };
  }
  if (editor !== undefined) {
    const time = editor.time === undefined ? '' : ` at ${editor.time}`;
    const message = `the Application was edited by ${editor.manager}${time} and not applied: ${differ}`;
    return { verdict: 'notApplied', message };
  }
  const message = `the Application has not been applied, or was altered on the way: ${differ}`;
  return { verdict: 'notApplied', message };
}

/** Digests have the format `sha256:<hex>`. */
function hexOf(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}

/** `spec.interval, spec.values.host and 2 more differ`. */
function differOf(fields: readonly string[]): string {
  if (fields.length === 1) return `${fields[0]} differs`;
  return `${firstFew(fields)} differ`;
}
