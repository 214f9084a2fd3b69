import { isAlias, isMap, isScalar, type Node, type Pair, Scalar, type YAMLMap } from 'yaml';
import { resolveKey, resolveScalar } from './scalar';

/** A map as it is composed from text: a key without a value has none. */
export type MapNode = YAMLMap<Node, Node | null>;
export type PairNode = Pair<Node, Node | null>;

export function isMapNode(node: unknown): node is MapNode {
  return isMap(node);
}

/** The tags that say what a text means, each with whether a value is of that kind. */
const TYPED: Readonly<Record<string, (value: unknown) => boolean>> = {
  'tag:yaml.org,2002:int': (value) => Number.isInteger(value) || typeof value === 'bigint',
  'tag:yaml.org,2002:float': (value) => typeof value === 'number',
  'tag:yaml.org,2002:bool': (value) => typeof value === 'boolean',
  'tag:yaml.org,2002:null': (value) => value === null,
};

/** The value of a scalar, or why it has none. */
export type ScalarValue = { readonly value: unknown } | { readonly problem: string };

/** What a scalar of a document that was composed with the failsafe schema means to Kubernetes. */
export function scalarValue(node: Scalar): ScalarValue {
  const source = node.source ?? '';
  if (node.tag === 'tag:yaml.org,2002:binary') return { problem: 'binary data (!!binary) is not read: write text' };
  const isOfType = TYPED[node.tag ?? ''];
  if (!isOfType && !isPlain(node)) return { value: source };
  const value = resolveScalar(source);
  if (isOfType?.(value) === false) return { problem: 'the value is not of the type that its tag says' };
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { problem: 'this is not a finite number, and JSON has no other: a text needs quotes' };
  }
  return { value };
}

/**
 * The text of a key, `undefined` where it cannot be one.
 *
 * @param resolve gives what an alias refers to
 */
export function keyText(key: Node, resolve: (alias: Node) => Node | undefined): string | undefined {
  const node = isAlias(key) ? resolve(key) : key;
  if (!isScalar(node)) return undefined;
  const scalar = scalarValue(node);
  if ('problem' in scalar) return undefined;
  return typeof scalar.value === 'string' ? scalar.value : resolveKey(node.source ?? '');
}

/** `<<` without quotes: what follows is merged into the map. */
export function isMergeKey(key: Node): boolean {
  return isScalar(key) && key.source === '<<' && isPlain(key);
}

/** Without quotes and tag, so that it means whatever it looks like. What is empty has no type. */
function isPlain(node: Scalar): boolean {
  return node.tag === undefined && (node.type === Scalar.PLAIN || node.type === undefined);
}
