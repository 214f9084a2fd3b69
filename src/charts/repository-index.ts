import { isMap, listOf, mapOf, parsedJson } from '../json';
import { parseYaml } from '../yaml';
import { ChartError } from './chart-error';

/** The entry of one version of a chart in the index of a repository. */
export interface IndexedVersion {
  readonly version: string;
  /** The URL of its archive; may be relative to the repository. */
  readonly url: string;
  /** SHA-256 of the archive. @default - not in the index */
  readonly sha256?: string;
}

/** The entries of a chart in an index; for a missing chart, the names of the existing ones. */
export type IndexedChart =
  | { readonly versions: readonly IndexedVersion[]; readonly names?: never }
  | { readonly names: readonly string[]; readonly versions?: never };

/**
 * Finds a chart in an index.yaml. Only the part about this chart is parsed as YAML: indexes have tens of megabytes.
 *
 * @param place the name of the index in messages
 * @throws ChartError if it is not an index, or the entries of the chart cannot be read
 */
export function findInIndex(text: string, chart: string, place: string): IndexedChart {
  const json = text.trimStart().startsWith('{') ? parsedJson(text) : undefined;
  if (json !== undefined) {
    const entries = mapOf(mapOf(json).entries);
    const found = Object.hasOwn(entries, chart) ? entries[chart] : undefined;
    return found === undefined ? { names: Object.keys(entries) } : { versions: versionsOf(found) };
  }
  const blocks = blocksOf(text);
  if (blocks === undefined) throw new ChartError(place, 'is not the index of a chart repository: it has no entries');
  const block = blocks.find(({ name }) => name === chart);
  if (block === undefined) return { names: blocks.map(({ name }) => name) };
  const [document] = parseYaml(text.slice(block.start, block.end));
  const [problem] = document?.problems ?? [];
  if (problem) throw new ChartError(place, `what it says of ${chart} cannot be read: ${problem.message}`);
  return { versions: versionsOf(Object.values(mapOf(document?.value))[0]) };
}

interface Block {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const ENTRIES = /^entries:[ \t]*(?:#.*)?\r?$/m;
/** A line that is neither empty nor a comment nor an item of a list. */
const KEY = /^( *)(?![ #-]|\r?$)(?:"([^"\n]*)"|'([^'\n]*)'|([^:\n]*)):/gm;

/** The positions of the entries of an index: each begins with its name, with the same indentation. */
function blocksOf(text: string): Block[] | undefined {
  const entries = ENTRIES.exec(text);
  if (entries === null) return /^entries:\s*\{\s*\}/m.test(text) ? [] : undefined;
  const blocks: { name: string; start: number; end: number }[] = [];
  let indent: number | undefined;
  KEY.lastIndex = entries.index + entries[0].length;
  for (let match = KEY.exec(text); match !== null; match = KEY.exec(text)) {
    const [, spaces = '', double, single, plain = ''] = match;
    indent ??= spaces.length;
    if (spaces.length > indent) continue;
    const last = blocks.at(-1);
    if (last) last.end = match.index;
    if (spaces.length < indent || indent === 0) return blocks;
    blocks.push({ name: double ?? single ?? plain.trim(), start: match.index, end: text.length });
  }
  return blocks;
}

function versionsOf(entry: unknown): IndexedVersion[] {
  return listOf(entry)
    .filter(isMap)
    .flatMap(({ version, urls, digest }) => {
      const [url] = listOf(urls).filter((each) => typeof each === 'string');
      if (typeof version !== 'string' || url === undefined) return [];
      if (digest === undefined || digest === null || digest === '') return [{ version, url }];
      return [{ version, url, sha256: String(digest).replace(/^sha256:/, '') }];
    });
}
