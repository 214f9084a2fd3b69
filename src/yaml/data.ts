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
 * The maximum number of nodes that the aliases of a document may expand to, including nested aliases. Far more than any
 * real document needs, but far fewer than a short malicious document can expand to.
 */
const MAX_ALIASED_NODES = 1_000_000;

/**
 * Converts a document composed with the failsafe schema to plain data, as Kubernetes does (sigs.k8s.io/yaml). Values of
 * aliases are shared, not copied. If there are problems, the value is incomplete.
 *
 * @param keepsLast of a key that occurs twice in its map, the last one counts; otherwise it is a problem
 */
export function dataOf(
  document: Document.Parsed,
  keepsLast = false,
): { readonly value: unknown; readonly problems: DataProblem[] } {
  const reader = new DataReader(keepsLast);
  const { value } = reader.read(document.contents);
  return { value, problems: reader.problems };
}

/** The problem of a key that its map already has. */
export const TWICE = 'this key occurs twice in its map';

/** The value of a node, and the number of nodes it expands to. */
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

  constructor(private readonly keepsLast: boolean) {}

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
    if (anchor.read === undefined) return this.problem(alias, 'this alias is inside the node that it refers to');
    const before = this.aliasedNodes;
    this.aliasedNodes += anchor.read.size;
    if (this.aliasedNodes <= MAX_ALIASED_NODES) return anchor.read;
    if (before > MAX_ALIASED_NODES) return NOTHING; // already reported
    return this.problem(alias, `up to here, aliases expand to more than ${MAX_ALIASED_NODES} nodes, which is too many`);
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
        if (merges > 1) this.problem(key, TWICE);
        this.merge(read.value, key, map, merged);
        continue;
      }
      const name = keyText(key, (alias) => this.anchors.get((alias as { source?: string }).source ?? '')?.node);
      if (isMapNode(key)) this.problem(key, 'a map cannot be a key');
      else if (name === undefined) this.problem(key, 'a key must be text: anything else needs quotes');
      else if (Object.hasOwn(map, name) && !merged.delete(name) && !this.keepsLast) this.problem(key, TWICE);
      else setEntry(map, name, read.value);
    }
    return { value: map, size };
  }

  /** Reads the value of an entry, and its key if the key may have an anchor. */
  private readEntry(key: Node, value: Node | null): Read {
    if (!isScalar(key) || (key as { anchor?: string }).anchor !== undefined) this.read(key);
    else this.checkBegin(key);
    return this.read(value);
  }

  /**
   * Adds the entries of one or more merged maps, of which the first has precedence. Readers disagree about a key that
   * the map itself has before the merge: kubectl uses the merged entry, Flux (kustomize) the map's own.
   */
  private merge(source: unknown, key: Node, map: Record<string, unknown>, merged: Set<string>): void {
    const sources = Array.isArray(source) ? source : [source];
    if (!sources.every(isPlainObject)) {
      this.problem(key, 'the value of "<<" must be a map or a list of maps');
      return;
    }
    for (const [name, value] of sources.flatMap((entries) => Object.entries(entries))) {
      if (merged.has(name)) continue;
      if (Object.hasOwn(map, name)) {
        this.problem(key, 'readers disagree about keys before "<<": it must be the first key of its map');
        return;
      }
      merged.add(name);
      setEntry(map, name, value);
    }
  }

  /** Reports only the first such string in a document: if one line is indented like this, others usually are too. */
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
