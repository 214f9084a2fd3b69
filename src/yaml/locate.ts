import { type Document, isAlias, isSeq, type Node } from 'yaml';
import type { Path } from '../json';
import { isMapNode, isMergeKey, keyText, type MapNode } from './node';

/**
 * The offset of a field in a document: that of its key, or of the item of a list; of the nearest one around it where it
 * is not there. What stands behind aliases and merge keys is found where it is written.
 */
export function locateIn(document: Document.Parsed, path: Path): number {
  const resolve = (node: Node | null): Node | undefined => {
    const target = isAlias(node) ? node.resolve(document) : node;
    return target ?? undefined;
  };
  const find = (map: MapNode, name: string): { at: Node; value: Node | null } | undefined => {
    const own = map.items.find(({ key }) => !isMergeKey(key) && keyText(key, resolve) === name);
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
