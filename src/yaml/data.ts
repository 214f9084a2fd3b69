import { type Document, isAlias, isScalar, isSeq, type Node, Scalar } from 'yaml';
import { isPlainObject, setEntry } from '../json';
import { oddSpaceProblem } from './causes';
import { isMapNode, isMergeKey, keyText, type MapNode, scalarValue } from './nodes';

/** A part of a document that cannot become JSON data. */
export interface DataProblem {
  readonly offset: number;
  readonly message: string;
}

/**
 * How many nodes the aliases of a document may stand for, those behind other aliases included. Far more than anybody
 * means, far fewer than a document of a few lines can be made to stand for.
 */
const MAX_ALIASED_NODES = 1_000_000;

/**
 * Makes plain data of a document that was composed with the failsafe schema, as Kubernetes does (sigs.k8s.io/yaml).
 * What aliases refer to is shared, not copied. Where there are problems the value is incomplete.
 */
export function dataOf(document: Document.Parsed): { readonly value: unknown; readonly problems: DataProblem[] } {
  const reader = new DataReader();
  const { value } = reader.read(document.contents);
  return { value, problems: reader.problems };
}

/** What a node means, and how many nodes it takes to say so. */
interface Read {
  readonly value: unknown;
  readonly size: number;
}

const NOTHING: Read = { value: null, size: 1 };

class DataReader {
  readonly problems: DataProblem[] = [];
  private readonly anchors = new Map<string, { readonly node: Node; read?: Read }>();
  private aliasedNodes = 0;
  private hasOddSpace = false;

  read(node: Node | null): Read {
    if (node === null) return NOTHING;
    if (isAlias(node)) return this.readAlias(node, node.source);
    const name = (node as { anchor?: string }).anchor;
    if (name === undefined) return this.readContent(node);
    const anchor: { node: Node; read?: Read } = { node };
    this.anchors.set(name, anchor);
    anchor.read = this.readContent(node);
    return anchor.read;
  }

  private readContent(node: Node): Read {
    if (isMapNode(node)) return this.readMap(node);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item as Node));
      return { value: items.map((item) => item.value), size: items.reduce((size, item) => size + item.size, 1) };
    }
    if (!isScalar(node)) return NOTHING;
    this.checkBegin(node);
    const scalar = scalarValue(node);
    return 'value' in scalar ? { value: scalar.value, size: 1 } : this.problem(node, scalar.problem);
  }

  private readAlias(alias: Node, name: string): Read {
    const anchor = this.anchors.get(name);
    if (anchor === undefined) return this.problem(alias, 'there is no anchor of this name before this alias');
    if (anchor.read === undefined) return this.problem(alias, 'this alias stands within what it refers to');
    const before = this.aliasedNodes;
    this.aliasedNodes += anchor.read.size;
    if (this.aliasedNodes <= MAX_ALIASED_NODES) return anchor.read;
    if (before > MAX_ALIASED_NODES) return NOTHING; // reported before
    return this.problem(alias, `up to here aliases stand for more than ${MAX_ALIASED_NODES} nodes, which is too many`);
  }

  private readMap(node: MapNode): Read {
    const map: Record<string, unknown> = {};
    const merged = new Set<string>();
    let size = 1;
    let merges = 0;
    for (const { key, value } of node.items) {
      const read = this.readEntry(key, value);
      size += read.size;
      if (isMergeKey(key)) {
        merges++;
        if (merges > 1) this.problem(key, 'this key stands twice in its map');
        this.merge(read.value, key, map, merged);
        continue;
      }
      const name = keyText(key, (alias) => this.anchors.get((alias as { source?: string }).source ?? '')?.node);
      if (isMapNode(key)) this.problem(key, 'a map cannot be a key');
      else if (name === undefined) this.problem(key, 'a key must be text: anything else needs quotes');
      else if (Object.hasOwn(map, name) && !merged.delete(name)) this.problem(key, 'this key stands twice in its map');
      else setEntry(map, name, read.value);
    }
    return { value: map, size };
  }

  /** The key is read for its anchor. */
  private readEntry(key: Node, value: Node | null): Read {
    if (!isScalar(key) || (key as { anchor?: string }).anchor !== undefined) this.read(key);
    else this.checkBegin(key);
    return this.read(value);
  }

  /**
   * Adds the entries of one map or of several, the first of which counts most. Readers do not agree on an entry that
   * the map itself has before: kubectl takes the merged one, Flux (kustomize) the map's own.
   */
  private merge(source: unknown, key: Node, map: Record<string, unknown>, merged: Set<string>): void {
    const sources = Array.isArray(source) ? source : [source];
    if (!sources.every(isPlainObject)) {
      this.problem(key, 'what "<<" merges must be a map or a list of maps');
      return;
    }
    for (const [name, value] of sources.flatMap((entries) => Object.entries(entries))) {
      if (merged.has(name)) continue;
      if (Object.hasOwn(map, name)) {
        this.problem(key, 'readers do not agree on what "<<" does to keys before it: it must be the first of its map');
        return;
      }
      merged.add(name);
      setEntry(map, name, value);
    }
  }

  /** The first of a document alone: where a line is indented with something else than spaces, others are too. */
  private checkBegin(scalar: Scalar): void {
    if (this.hasOddSpace || scalar.type !== Scalar.PLAIN) return;
    const problem = oddSpaceProblem(scalar.source ?? '');
    if (problem === undefined) return;
    this.hasOddSpace = true;
    this.problem(scalar, problem);
  }

  private problem(node: Node, message: string): Read {
    this.problems.push({ offset: node.range?.[0] ?? 0, message });
    return NOTHING;
  }
}
