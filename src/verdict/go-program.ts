import type { CharSet } from './go-char-set';

/** A condition on a place between two characters. */
export type Assertion = 'start' | 'end' | 'line-start' | 'line-end' | 'boundary' | 'no-boundary';

/** A part of a pattern. */
export type GoNode =
  | { readonly kind: 'char'; readonly set: CharSet }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  /** All parts one after the other, or any of them. */
  | { readonly kind: 'all' | 'any'; readonly parts: readonly GoNode[] }
  | Repeat;

/** A repeated part; `most` may be infinite. */
export interface Repeat {
  readonly kind: 'repeat';
  readonly part: GoNode;
  readonly least: number;
  readonly most: number;
}

/** What a program does at a place: it reads a character, tests a condition, or just goes on. */
interface Instruction {
  readonly set?: CharSet;
  readonly assertion?: Assertion;
  /** The places at which it goes on, all at once. */
  next: readonly number[];
}

/** The number of instructions of a program, approximately. */
export function sizeOf(node: GoNode): number {
  switch (node.kind) {
    case 'all':
    case 'any':
      return node.parts.reduce((sum, part) => sum + sizeOf(part), 1);
    case 'repeat':
      return 1 + (sizeOf(node.part) + 1) * Math.max(1, node.most === Number.POSITIVE_INFINITY ? node.least : node.most);
    default:
      return 1;
  }
}

/** The maximum number of steps of a search: about a second. */
const MAX_STEPS = 5_000_000;
/** The place at which a program ends. */
const END = 0;

/** A program that finds matches by following all alternatives at once, character by character. */
export class GoProgram {
  private readonly instructions: Instruction[] = [{ next: [] }];
  private readonly start: number;

  constructor(node: GoNode) {
    this.start = this.emit(node, END);
  }

  /** Whether a part of the text matches; undefined if that would take too long. */
  matches(text: string): boolean | undefined {
    // the number of the character before which a place was last visited
    const visited = new Int32Array(this.instructions.length);
    let steps = 0;
    let before: number | undefined;
    let open: number[] = [this.start];
    for (let at = 0, count = 1; ; count++) {
      const code = text.codePointAt(at);
      const places: number[] = [this.start];
      for (let place = open.pop(); place !== undefined; place = open.pop()) {
        if (visited[place] === count) continue;
        visited[place] = count;
        if (place === END) return true;
        steps++;
        const { set, assertion, next } = this.instructions[place] as Instruction;
        const isRead = set !== undefined;
        if (isRead ? code === undefined || !set(code) : assertion && !holds(assertion, before, code)) continue;
        for (const following of next) (isRead ? places : open).push(following);
      }
      if (code === undefined) return false;
      if (steps > MAX_STEPS) return undefined;
      open = places;
      before = code;
      at += code > 0xffff ? 2 : 1;
    }
  }

  /** Adds the instructions of a part, and returns its first place. */
  private emit(node: GoNode, next: number): number {
    switch (node.kind) {
      case 'char':
        return this.add({ set: node.set, next: [next] });
      case 'assertion':
        return this.add({ assertion: node.assertion, next: [next] });
      case 'all':
        return node.parts.reduceRight((after, part) => this.emit(part, after), next);
      case 'any':
        return this.add({ next: node.parts.map((part) => this.emit(part, next)) });
      default:
        return this.emitRepeat(node, next);
    }
  }

  private emitRepeat({ part, least, most }: Repeat, next: number): number {
    const isLoop = most === Number.POSITIVE_INFINITY;
    let first = next;
    if (isLoop) {
      const loop: Instruction = { next: [] };
      const place = this.add(loop);
      const body = this.emit(part, place);
      loop.next = [next, body];
      first = least === 0 ? place : body;
    } else {
      for (let count = least; count < most; count++) first = this.add({ next: [next, this.emit(part, first)] });
    }
    // a loop that is entered at its body is the last of these
    for (let count = isLoop ? 1 : 0; count < least; count++) first = this.emit(part, first);
    return first;
  }

  private add(instruction: Instruction): number {
    return this.instructions.push(instruction) - 1;
  }
}

function holds(assertion: Assertion, before: number | undefined, after: number | undefined): boolean {
  switch (assertion) {
    case 'start':
      return before === undefined;
    case 'end':
      return after === undefined;
    case 'line-start':
      return before === undefined || before === LINE_FEED;
    case 'line-end':
      return after === undefined || after === LINE_FEED;
    default:
      return (isWord(before) !== isWord(after)) === (assertion === 'boundary');
  }
}

const LINE_FEED = 10;

function isWord(code: number | undefined): boolean {
  return code !== undefined && code < 128 && /\w/.test(String.fromCharCode(code));
}
