import type { Application } from '../../../imports/gitops.kubesphere.io';
import type { Diagnostic } from '../../diagnostics';
import type { ValueMap } from '../../json';
import { isCompact, withCarriedNulls } from '../explicit-form';
import { checkAnnotationFits, jsonAnnotation } from '../json-annotation';
import { DIGESTS, NULLS } from '../marks';
import type { Lowering } from './lowering';

/** Hexadecimal digits of a digest in the annotation {@link DIGESTS}. */
const DIGITS = 12;

/** Stands for the digest of a lowering where only its length counts. */
export const ANY_DIGEST = `sha256:${'0'.repeat(64)}`;

/** What the annotations are made of. */
type MarkedParts = Pick<Lowering, 'targets' | 'digest' | 'nulls'>;

/**
 * The Application with the annotations that say what it was lowered to: {@link DIGESTS}, and {@link NULLS} where the values
 * of a target hold any; in compact form the parts of the targets carry theirs. Without them, whoever reads the stored
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
  const nulls = isCompact(application) ? undefined : jsonAnnotation(nullsOf(lowering));
  const marks = {
    ...(digests === undefined ? {} : { [DIGESTS]: digests }),
    ...(nulls === undefined ? {} : { [NULLS]: nulls }),
  };
  return { ...carried, metadata: { ...application.metadata, annotations: { ...annotations, ...marks } } };
}

/** A warning where {@link markedApplication} leaves the nulls out. */
export function checkNullsFit(lowering: MarkedParts): Diagnostic[] {
  const nulls = nullsOf(lowering);
  return checkAnnotationFits(nulls, {
    code: 'nulls-left-out',
    what: `the nulls of ${nulls.size} targets`,
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

function nullsOf({ targets, nulls }: MarkedParts): Map<string, ValueMap> {
  return new Map(
    targets.flatMap(({ key }, index) => {
      const own = nulls(index);
      return own === undefined ? [] : [[key, own] as const];
    }),
  );
}
