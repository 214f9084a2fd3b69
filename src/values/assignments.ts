import type { SetMode } from './set-error';
import { SetExpression } from './set-expression';
import { parseSet } from './set-parse';
import type { PathValue } from './values-from';

/**
 * The assignments of an entry of `valuesFrom` with a targetPath (`ReplacePathValue` and `ReplacePathLiteralValue` of
 * github.com/fluxcd/pkg/chartutil): the text is parsed as by `--set`, a quoted text as by `--set-string`, and a literal
 * text is used unchanged.
 *
 * @param text the text that the entry refers to
 * @throws SetError, which quotes the text
 */
export function assignmentsOf(targetPath: string, text: string, isLiteral = false): PathValue[] {
  const read = (value: string, mode: SetMode) => {
    const assignments = parseSet(new SetExpression(`${targetPath}=${value}`, mode, 0), mode);
    return assignments.map(({ path, value }) => ({ path: path.map(({ step }) => step), value }));
  };
  if (isLiteral) return read(text.replace(/[\\,[\]{}]/g, '\\$&'), 'setString');
  return QUOTED.test(text) ? read(text.replace(/^['"]+|['"]+$/g, ''), 'setString') : read(text, 'set');
}

const QUOTED = /^'.*'$|^".*"$|^['"]$/s;
