import { type Diagnostic, type DiagnosticCode, warning } from '../diagnostics';
import { canonicalJson, compareText } from '../json';
import { LONGEST_ANNOTATION } from './marks';

/**
 * The JSON of an annotation, independent of the order of entries; undefined if there are none, or if it exceeds
 * {@link LONGEST_ANNOTATION}. Keys are written one by one: there are thousands, each of which occurs once.
 */
export function jsonAnnotation(entries: ReadonlyMap<string, unknown>): string | undefined {
  if (entries.size === 0) return undefined;
  const keys = [...entries.keys()].sort(compareText);
  const text = `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(entries.get(key))}`).join(',')}}`;
  return Buffer.byteLength(text) > LONGEST_ANNOTATION ? undefined : text;
}

/**
 * A warning if {@link jsonAnnotation} omits the entries.
 *
 * @param what the entries: `the names of 3 clusters`
 * @param consequence of their absence
 */
export function checkAnnotationFits(
  entries: ReadonlyMap<string, unknown>,
  { code, what, consequence }: { readonly code: DiagnosticCode; readonly what: string; readonly consequence: string },
): Diagnostic[] {
  if (entries.size === 0 || jsonAnnotation(entries) !== undefined) return [];
  const message = `${what} exceed ${LONGEST_ANNOTATION} bytes, so the Application does not contain them: ${consequence}`;
  return [warning(code, [], message)];
}
