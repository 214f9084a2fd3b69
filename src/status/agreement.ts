import { firstFew } from '../diagnostics';
import { type FieldPath, formatPath } from '../json';

/** How the HelmRelease or Kustomization of a target differs from what the stored Application is lowered to. */
export interface DeliveryComparison {
  /** Fields of the object, from its root. */
  readonly differing: readonly FieldPath[];
  /** Those of them that the installed CRD of the Application does not have: an API server has dropped them. */
  readonly dropped: readonly FieldPath[];
  /**
   * Others that the installed CRD has for an application and not for a target, so that it may have dropped them: fields of
   * the chart.
   */
  readonly perhapsDropped?: readonly FieldPath[];
  /** The field managers that own the differing fields of the object, sorted. Empty: admission, or a default. */
  readonly owners: readonly string[];
}

/** What is known of whether the HelmRelease or Kustomization of a target is what its stored Application says. */
export interface AgreementEvidence extends DeliveryComparison {
  /** There is no Application. */
  readonly undeclared?: true;
  /** The digest of the stored Application's lowering. Absent where the Application has errors. */
  readonly wantedDigest?: string;
  /** The digest that the object carries. Absent where it was not made by lowering. */
  readonly digest?: string;
  /** The start of the digest that the Application was applied with: what its annotation `digests` has for the target. */
  readonly writtenDigest?: string;
  /** Who has changed the targets of the Application since it was applied with its digests. */
  readonly editor?: Editor;
}

/** What an Application says of how it was applied. */
export interface ApplicationOrigin {
  /** By KEY the start of the digest of what the target was lowered to: the annotation `digests`. */
  readonly digests?: Readonly<Record<string, unknown>>;
  /** Who has changed its targets since. */
  readonly editor?: Editor;
}

/** A field manager, as managedFields names it, and when it last wrote: date and time as in RFC 3339. */
export interface Editor {
  readonly manager: string;
  readonly time?: string;
}

/**
 * What follows of it for the target:
 *
 * - `applied`: the object is what the Application says, and Flux says how it fares;
 * - `judged`: whatever it is, what Flux says counts. `altered` and `dropped` name what is different;
 * - `notApplied`: the Application says something else, and Flux has not been given it.
 */
export type Agreement =
  | { readonly verdict: 'applied' }
  | { readonly verdict: 'judged'; readonly altered?: Alteration; readonly dropped?: readonly string[] }
  | { readonly verdict: 'notApplied'; readonly message: string };

/** What has changed an object between synthesis and cluster. */
export interface Alteration {
  /** Fields of the object, such as `spec.values.host`. */
  readonly fields: readonly string[];
  /** Field managers; empty where nobody owns a field: admission, or a default. */
  readonly by: readonly string[];
}

/**
 * Tells whether what runs is what the stored Application says, by the table of docs/status.md: the first row that matches
 * decides. A difference of digests alone proves nothing: whatever changes an Application or an object on its way into the
 * cluster (substitution, kustomize patches, admission, a CRD that prunes) makes them differ for ever.
 */
export function agreementOf(evidence: AgreementEvidence): Agreement {
  const { wantedDigest, digest, writtenDigest, differing, dropped, perhapsDropped = [], editor, owners } = evidence;
  if (evidence.undeclared || digest === undefined) return { verdict: 'judged' };
  if (wantedDigest === undefined)
    return { verdict: 'notApplied', message: 'the Application has errors: nothing is lowered from it' };
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
    return { verdict: 'notApplied', message: `what the Application says has not been applied: ${differ}` };
  }
  if (editor !== undefined) {
    const time = editor.time === undefined ? '' : ` at ${editor.time}`;
    const message = `the Application was edited by ${editor.manager}${time} and not applied: ${differ}`;
    return { verdict: 'notApplied', message };
  }
  const message = `what the Application says has not been applied, or was altered on the way: ${differ}`;
  return { verdict: 'notApplied', message };
}

/** Digests are written `sha256:<hex>`. */
function hexOf(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}

/** `spec.interval, spec.values.host and 2 more differ`. */
function differOf(fields: readonly string[]): string {
  if (fields.length === 1) return `${fields[0]} differs`;
  return `${firstFew(fields)} differ`;
}
