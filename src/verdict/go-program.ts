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

/** The maximum number of states that are kept, and the maximum size of a program that keeps them. */
const MAX_STATES = 1000;
const MAX_KEPT_SIZE = 2000;
/** The key of a state's transition at the end of the text. */
const AT_END = -1;

/** The places of a program before a character. */
interface State {
  readonly places: readonly number[];
  /** What each character leads to; `true` for a match. Only what has occurred. */
  readonly next: Map<number, State | boolean>;
}

/**
 * A program that finds matches by following all alternatives at once, character by character. A small
 * program keeps the states that occur, unless a condition on the character before makes them ambiguous.
 */
export class GoProgram {
  private readonly instructions: Instruction[] = [{ next: [] }];
  private readonly start: number;
  private readonly keepsStates: boolean;
  private readonly states = new Map<string, State>();
  private steps = 0;

  constructor(node: GoNode) {
    this.start = this.emit(node, END);
    const isSmall = this.instructions.length <= MAX_KEPT_SIZE;
    this.keepsStates = isSmall && this.instructions.every(({ assertion }) => !OF_BEFORE.has(assertion));
  }

  /** Whether a part of the text matches; undefined if that would take too long. */
  matches(text: string): boolean | undefined {
    this.steps = 0;
    let before: number | undefined;
    let state = this.stateOf([this.start], true);
    for (let at = 0; ; ) {
      const code = text.codePointAt(at);
      const known = this.keepsStates ? state.next.get(code ?? AT_END) : undefined;
      const next = known ?? this.follow(state, before, code);
      if (this.keepsStates) state.next.set(code ?? AT_END, next);
      if (typeof next === 'boolean') return next;
      if (this.steps > MAX_STEPS) return undefined;
      state = next;
      before = code;
      at += (code as number) > 0xffff ? 2 : 1;
    }
  }

  /** The state after a character, or whether the text matches. */
  private follow({ places }: State, before: number | undefined, code: number | undefined): State | boolean {
    const visited = new Set<number>();
    const open = [...places];
    const following = new Set([this.start]);
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (visited.has(place)) continue;
      visited.add(place);
      if (place === END) return true;
      this.steps++;
      const { set, assertion, next } = this.instructions[place] as Instruction;
      if (set !== undefined) {
        if (code !== undefined && set(code)) for (const each of next) following.add(each);
      } else if (assertion === undefined || holds(assertion, before, code)) open.push(...next);
    }
    return code === undefined ? false : this.stateOf([...following], false);
  }

  private stateOf(places: readonly number[], isFirst: boolean): State {
    if (!this.keepsStates) return { places, next: new Map() };
    const key = `${isFirst ? '^' : ''}${places.join(' ')}`;
    const state = this.states.get(key) ?? { places, next: new Map() };
    if (this.states.size >= MAX_STATES) this.forget();
    this.states.set(key, state);
    return state;
  }

  private forget(): void {
    for (const { next } of this.states.values()) next.clear();
    this.states.clear();
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

/** Conditions on the character before, except that there is none. */
const OF_BEFORE: ReadonlySet<Assertion | undefined> = new Set<Assertion>(['line-start', 'boundary', 'no-boundary']);
const LINE_FEED = 10;

function isWord(code: number | undefined): boolean {
  return code !== undefined && code < 128 && /\w/.test(String.fromCharCode(code));
}
