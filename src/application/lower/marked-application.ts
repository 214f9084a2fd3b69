import type { Application } from '../../../imports/gitops.kubesphere.io';
import type { Diagnostic } from '../../diagnostics';
import type { ValueMap } from '../../json';
import { isCompact, withCarriedNulls } from '../explicit-form';
import { checkAnnotationFits, jsonAnnotation } from '../json-annotation';
import { DIGESTS, LOWERED_BY, NULLS, OF_PATCHES, SYNTHESIS } from '../marks';
import type { Lowering } from './lowering';

/** Hexadecimal digits of a digest in the annotation {@link DIGESTS}. */
const DIGITS = 12;

/** A placeholder for a lowering digest when only its length matters. */
export const ANY_DIGEST = `sha256:${'0'.repeat(64)}`;

/** The data for the annotations. */
type MarkedParts = Pick<Lowering, 'targets' | 'digest' | 'nulls'>;

/**
 * The Application with the annotations about its lowering: {@link DIGESTS}, and {@link NULLS} if the values or the
 * patches of a target contain any; in compact form the parts of the targets contain the nulls of values. Without these
 * annotations, a reader of the stored Application cannot determine whether it was edited alone, or which nulls an
 * applier dropped. An annotation longer than 64 KiB is omitted, for example for an application with more than a
 * thousand targets; {@link LOWERED_BY} then says that synthesis has lowered it.
 *
 * @param application without errors
 * @param lowering of the application
 */
export function markedApplication(application: Application, lowering: MarkedParts): Application {
  const { [DIGESTS]: _, [NULLS]: __, ...annotations } = application.metadata.annotations ?? {};
  const carried = withCarriedNulls(application);
  const digests = jsonAnnotation(digestsOf(lowering));
  const nulls = jsonAnnotation(nullsOf(lowering, application));
  const marks = {
    // either of them stops the controller from lowering the Application to the same objects
    ...(digests === undefined ? { [LOWERED_BY]: annotations[LOWERED_BY] ?? SYNTHESIS } : { [DIGESTS]: digests }),
    ...(nulls === undefined ? {} : { [NULLS]: nulls }),
  };
  return { ...carried, metadata: { ...application.metadata, annotations: { ...annotations, ...marks } } };
}

/** A warning if {@link markedApplication} omits the nulls. */
export function checkNullsFit(lowering: MarkedParts, application: unknown): Diagnostic[] {
  const nulls = nullsOf(lowering, application);
  return checkAnnotationFits(nulls, {
    code: 'nulls-left-out',
    what: `the nulls of ${new Set([...nulls.keys()].map((key) => key.split('/')[0])).size} targets`,
    consequence: 'where an applier drops nulls, status cannot detect whether they are present',
  });
}

function digestsOf({ targets, digest }: MarkedParts): Map<string, string> {
  return new Map(
    targets.map(({ key }, index) => {
      const [, hex = ''] = digest(index).split(':');
      return [key, hex.slice(0, DIGITS)];
    }),
  );
}

/**
 * The nulls of values by KEY, unless the parts of the compact form contain them; the nulls of patches by KEY and a
 * suffix.
 */
function nullsOf({ targets, nulls }: MarkedParts, application: unknown): Map<string, ValueMap> {
  const carriesValues = !isCompact(application);
  const entries = new Map<string, ValueMap>();
  for (const [index, { key }] of targets.entries()) {
    const { values, patches } = nulls(index) ?? {};
    if (values !== undefined && carriesValues) entries.set(key, values);
    if (patches !== undefined) entries.set(key + OF_PATCHES, patches);
  }
  return entries;
}
