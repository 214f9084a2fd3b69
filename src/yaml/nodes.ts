import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap } from 'yaml';
import type { FieldPath } from '../json';
import { resolveKey, resolveScalar } from './scalars';

/** A map as composed from text: a key without a value has no value node. */
export type MapNode = YAMLMap<Node, Node | null>;
export type PairNode = Pair<Node, Node | null>;

export function isMapNode(node: unknown): node is MapNode {
  return isMap(node);
}

/** The tags of scalar types, each with a check for values of that type. */
const TYPED: Readonly<Record<string, (value: unknown) => boolean>> = {
  'tag:yaml.org,2002:int': (value) => Number.isInteger(value) || typeof value === 'bigint',
  'tag:yaml.org,2002:float': (value) => typeof value === 'number',
  'tag:yaml.org,2002:bool': (value) => typeof value === 'boolean',
  'tag:yaml.org,2002:null': (value) => value === null,
};

/** The value of a scalar, or the reason why it has none. */
export type ScalarValue = { readonly value: unknown } | { readonly problem: string };

/** The value that Kubernetes reads from a scalar in a document composed with the failsafe schema. */
export function scalarValue(node: Scalar): ScalarValue {
  const source = node.source ?? '';
  if (node.tag === 'tag:yaml.org,2002:binary') return { problem: 'binary data (!!binary) is not read: write text' };
  const isOfType = TYPED[node.tag ?? ''];
  if (!isOfType && !isPlain(node)) return { value: source };
  const value = resolveScalar(source);
  if (isOfType?.(value) === false) return { problem: 'the value does not match its tag' };
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { problem: 'this is not a finite number, and JSON has no other: a text needs quotes' };
  }
  return { value };
}

/**
 * The text of a key, `undefined` if it cannot be a key.
 *
 * @param resolve returns the node of an alias
 */
export function keyText(key: Node, resolve: (alias: Node) => Node | undefined): string | undefined {
  const node = isAlias(key) ? resolve(key) : key;
  if (!isScalar(node)) return undefined;
  const scalar = scalarValue(node);
  if ('problem' in scalar) return undefined;
  return typeof scalar.value === 'string' ? scalar.value : resolveKey(node.source ?? '');
}

/** Whether a key is an unquoted `<<`, whose value is merged into the map. */
export function isMergeKey(key: Node): boolean {
  return isScalar(key) && key.source === '<<' && isPlain(key);
}

/**
 * Whether a scalar has neither quotes nor a tag, so that its type depends on its text. The `type` of an empty one is
 * undefined.
 */
function isPlain(node: Scalar): boolean {
  return node.tag === undefined && (node.type === Scalar.PLAIN || node.type === undefined);
}

/**
 * The offset of a field in a document: the offset of its key or list item, or of the nearest existing field around it.
 * Content of aliases and merge keys is located where it is defined.
 */
export function locateIn(document: Document.Parsed, path: FieldPath): number {
  const resolve = (node: Node | null): Node | undefined => {
    const target = isAlias(node) ? node.resolve(document) : node;
    return target ?? undefined;
  };
  const find = (map: MapNode, name: string): { at: Node; value: Node | null } | undefined => {
    // of two equal keys the last one counts
    const own = map.items.filter(({ key }) => !isMergeKey(key) && keyText(key, resolve) === name).at(-1);
    if (own) return { at: own.key, value: own.value };
    for (const { value } of map.items.filter(({ key }) => isMergeKey(key))) {
      const merged = resolve(value);
      for (const item of isSeq(merged) ? merged.items : [merged]) {
        const source = resolve(item as Node);
        const found = isMapNode(source) ? find(source, name) : undefined;
        if (found) return found;
      }
    }
    return undefined;
  };

  let node = resolve(document.contents);
  let offset = node?.range?.[0] ?? document.range[0];
  for (const step of path) {
    const found = isMapNode(node)
      ? find(node, String(step))
      : isSeq(node) && typeof step === 'number' && node.items[step]
        ? { at: node.items[step] as Node, value: node.items[step] as Node }
        : undefined;
    if (!found) break;
    offset = found.at.range?.[0] ?? offset;
    node = resolve(found.value);
  }
  return offset;
}
