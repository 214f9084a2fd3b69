import { formatPath } from '../json';
import { type Diagnostic, formatDiagnostic } from './diagnostic';

/** A diagnostic, and the other places with the same problem. */
export interface DiagnosticGroup {
  /** The first of the equal diagnostics. */
  readonly diagnostic: Diagnostic;
  /** The other indices in the outermost list of its path with the same problem, ascending. */
  readonly indices: readonly number[];
  /** The names that differ in diagnostics about the same place, in order. */
  readonly names: readonly string[];
}

/**
 * Groups equal diagnostics of one object, so that a problem of sixty targets is printed once. Equal diagnostics have
 * the same code, severity and message; their paths differ in the index in the outermost list, and their messages in
 * names of targets and in the index of another item. Returns the groups in the order of their first diagnostics.
 *
 * @param names returns the names of the targets; called if there are several diagnostics
 */
export function groupDiagnostics(
  diagnostics: readonly Diagnostic[],
  names: () => Iterable<string> = () => [],
): DiagnosticGroup[] {
  if (diagnostics.length < 2) return diagnostics.map((diagnostic) => ({ diagnostic, indices: [], names: [] }));
  const known = new Set([...names()].flatMap((name) => [name, JSON.stringify(name)]));
  const groups = new Map<string, Joining>();
  for (const diagnostic of diagnostics) {
    const { severity, code, path } = diagnostic;
    const { text, found } = withoutNames(diagnostic.message, known);
    const index = path.findIndex(isIndex);
    const place = path.map((step, depth) => (depth === index ? null : step));
    const id = JSON.stringify([severity, code, place, text]);
    const group = groups.get(id);
    if (group === undefined) {
      groups.set(id, { diagnostic, found, indices: new Set(), names: new Set() });
      continue;
    }
    const item = path[index];
    const name = found.find((each, position) => each !== group.found[position]);
    if (isIndex(item) && item !== group.diagnostic.path[index]) group.indices.add(item);
    else if (name !== undefined) group.names.add(name);
  }
  return [...groups.values()].map(({ diagnostic, indices, names: others }) => ({
    diagnostic,
    indices: [...indices].sort((a, b) => a - b),
    names: [...others],
  }));
}

/** A group that further diagnostics may join. */
interface Joining {
  readonly diagnostic: Diagnostic;
  /** The names in its message. */
  readonly found: readonly string[];
  readonly indices: Set<number>;
  readonly names: Set<string>;
}

function isIndex(step: unknown): step is number {
  return typeof step === 'number';
}

/** A quoted string, another item of the list by its index (`as [0] has`), or a word. */
const PART = /"(?:[^"\\]|\\.)*"|(?<!\S)\[\d+\]|[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?/g;
const WORD = /[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?/g;

/**
 * A message with `*` in place of names, and the names. A single pass over the text, regardless of the number of names.
 */
function withoutNames(
  message: string,
  known: ReadonlySet<string>,
): { readonly text: string; readonly found: string[] } {
  const found: string[] = [];
  const replaced = (part: string): string => {
    if (known.has(part) || part.startsWith('[')) {
      found.push(part);
      return '*';
    }
    return part.startsWith('"') ? part.replace(WORD, replaced) : part;
  };
  return { text: message.replace(PART, replaced), found };
}

/**
 * A group in one line: `path (and 59 more: deploy[1..59]): message`. Of very many parts, the middle ones are omitted.
 *
 * @param base the path of the object, if paths should start further outside
 */
export function formatGroup({ diagnostic, indices, names }: DiagnosticGroup, base: Diagnostic['path'] = []): string {
  const path = [...base, ...diagnostic.path];
  const count = indices.length + names.length;
  if (count === 0) return formatDiagnostic({ ...diagnostic, path });
  const index = diagnostic.path.findIndex(isIndex);
  const list = formatPath(diagnostic.path.slice(Math.max(0, index - 1), index));
  const places = [...(indices.length > 0 ? [`${list}[${elided(runsOf(indices))}]`] : []), elided(names)];
  const others = places.filter((text) => text !== '').join(', ');
  const also = count === 1 ? `(and ${others})` : `(and ${count} more: ${others})`;
  const place = formatPath(path);
  return place === '' ? `${diagnostic.message} ${also}` : `${place} ${also}: ${diagnostic.message}`;
}

/** `1`, `2` or `1..3`: consecutive numbers as a range. */
function runsOf(ascending: readonly number[]): string[] {
  const runs: [first: number, last: number][] = [];
  for (const index of ascending) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === index - 1) run[1] = index;
    else runs.push([index, index]);
  }
  return runs.flatMap(([first, last]) => {
    if (last - first < 2) return first === last ? [`${first}`] : [`${first}`, `${last}`];
    return [`${first}..${last}`];
  });
}

/** The maximum number of parts that people read one by one. */
const MOST = 8;

function elided(parts: readonly string[]): string {
  const shown = parts.length > MOST ? [...parts.slice(0, MOST - 2), `… ${parts.at(-1)}`] : parts;
  return shown.join(', ');
}
