import type { Application } from '../../../imports/gitops.kubesphere.io';
import type { Diagnostic } from '../../diagnostics';
import type { ValueMap } from '../../json';
import { isCompact, withCarriedNulls } from '../explicit-form';
import { checkAnnotationFits, jsonAnnotation } from '../json-annotation';
import { DIGESTS, NULLS, OF_PATCHES } from '../marks';
import type { Lowering } from './lowering';

/** Hexadecimal digits of a digest in the annotation {@link DIGESTS}. */
const DIGITS = 12;

/** Stands for the digest of a lowering where only its length counts. */
export const ANY_DIGEST = `sha256:${'0'.repeat(64)}`;

/** What the annotations are made of. */
type MarkedParts = Pick<Lowering, 'targets' | 'digest' | 'nulls'>;

/**
 * The Application with the annotations that say what it was lowered to: {@link DIGESTS}, and {@link NULLS} where the values
 * or the patches of a target hold any; in compact form the parts of the targets carry those of values. Without them, whoever reads the stored
 * Application can tell neither whether it was edited alone nor which nulls an applier has dropped. One that would be longer
 * than 64 KiB is left out, as of an application with more than a thousand targets.
 *
 * @param application without errors
 * @param lowering of it
 */
export function markedApplication(application: Application, lowering: MarkedParts): Application {
  const { [DIGESTS]: _, [NULLS]: __, ...annotations } = application.metadata.annotations ?? {};
  const carried = withCarriedNulls(application);
  const digests = jsonAnnotation(digestsOf(lowering));
  const nulls = jsonAnnotation(nullsOf(lowering, application));
  const marks = {
    ...(digests === undefined ? {} : { [DIGESTS]: digests }),
    ...(nulls === undefined ? {} : { [NULLS]: nulls }),
  };
  return { ...carried, metadata: { ...application.metadata, annotations: { ...annotations, ...marks } } };
}

/** A warning where {@link markedApplication} leaves the nulls out. */
export function checkNullsFit(lowering: MarkedParts, application: unknown): Diagnostic[] {
  const nulls = nullsOf(lowering, application);
  return checkAnnotationFits(nulls, {
    code: 'nulls-left-out',
    what: `the nulls of ${new Set([...nulls.keys()].map((key) => key.split('/')[0])).size} targets`,
    consequence: 'where an applier drops nulls, status cannot tell whether they are there',
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

/** By KEY the nulls of values, unless the parts of the compact form carry them; by KEY and a suffix those of patches. */
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
