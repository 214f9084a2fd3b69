import { actionsOf, type Token } from './template-tokens';

/** The keys of a map of values that templates read. */
export interface TemplateKeys {
  /** The keys that they read by name. */
  readonly entries: ReadonlyMap<string, TemplateKeys>;
  /** Whether they use the map as a whole (`toYaml`, `range`, `with`, an argument), so that it may have any keys. */
  readonly isWhole: boolean;
}

/** The result of a scan of templates. */
export interface TemplateScan {
  /** The keys of the values at the top. */
  readonly keys: TemplateKeys;
  /** Names of templates that are included but not defined in the scanned files. */
  readonly missing: ReadonlySet<string>;
}

/**
 * Finds the values that templates read, from their text alone: `.Values.a.b` with any prefix, `index .Values "a" "b"`,
 * `get`, `dig` and `hasKey`. If a template only tests whether a map is set (`if`, `and`, `not`), the map does not count
 * as used as a whole. Every expression that the scan cannot follow counts as a use of the whole map.
 *
 * @param libraries the templates of library charts. They read keys whose names are arguments of the chart, so a
 * variable for all values does not count as a use of all values as a whole
 */
export function scanTemplates(templates: Iterable<string>, libraries: Iterable<string> = []): TemplateScan {
  const scanner = new Scanner();
  for (const template of templates) for (const action of actionsOf(template)) scanner.readAction(action);
  for (const template of libraries) for (const action of actionsOf(template)) scanner.readAction(action, true);
  const { included, defined } = scanner;
  return { keys: scanner.keys, missing: new Set([...included].filter((name) => !defined.has(name))) };
}

class Keys implements TemplateKeys {
  readonly entries = new Map<string, Keys>();
  isWhole = false;

  at(path: readonly string[]): Keys {
    let keys: Keys = this;
    for (const step of path) {
      const entry = keys.entries.get(step) ?? new Keys();
      keys.entries.set(step, entry);
      keys = entry;
    }
    return keys;
  }
}

/** Commands with `|` between them. */
type Pipeline = readonly Command[];
type Command = readonly Operand[];

interface Operand {
  /** `.Values.a`, or a chain directly after parentheses: `.a`. */
  readonly chain?: string;
  readonly text?: string;
  readonly word?: string;
  readonly inner?: Pipeline;
}

/** Functions that test their arguments, and return none of them. */
const TESTS = new Set([
  'not',
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'empty',
  'len',
  'kindIs',
  'kindOf',
  'typeIs',
  'typeOf',
]);
/** Functions whose result is one of their arguments. */
const CHOICES = new Set(['and', 'or', 'default', 'coalesce', 'ternary', 'required']);

class Scanner {
  readonly keys = new Keys();
  readonly included = new Set<string>();
  readonly defined = new Set<string>();

  readAction(tokens: readonly Token[], isOfLibrary = false): void {
    const words = tokens[0]?.text === 'else' ? tokens.slice(1) : tokens;
    const [first] = words;
    const keyword = first?.kind === 'word' ? first.text : '';
    if (keyword === 'define' || keyword === 'block') this.defined.add(words[1]?.text ?? '');
    const isControl = CONTROL.has(keyword);
    const body = isControl ? words.slice(1) : words;
    const assign = body.findIndex(({ kind }) => kind === 'assign');
    const isTested = keyword === 'if' && assign < 0;
    const pipeline = parse(body.slice(assign + 1));
    if (isOfLibrary && !isControl && assign >= 0 && isAllValues(pipeline)) return;
    this.visit(pipeline, isTested);
  }

  private visit(pipeline: Pipeline, isTested: boolean): void {
    let isTestedLater = false;
    let areChoicesLater = isTested;
    const tested = [...pipeline].reverse().map(([head]) => {
      const isOfThis = isTestedLater || areChoicesLater;
      const word = head?.word ?? '';
      isTestedLater ||= TESTS.has(word);
      areChoicesLater &&= CHOICES.has(word);
      return isOfThis;
    });
    pipeline.forEach((command, index) => {
      this.visitCommand(command, tested.at(-1 - index) === true);
    });
  }

  private visitCommand(command: Command, isTested: boolean): void {
    const path = pathOf(command);
    if (path !== undefined) {
      this.use(path, isTested);
      return;
    }
    const [head, ...given] = command;
    const name = head?.word ?? '';
    const args = name === 'dict' ? given.filter((_, index) => !isHandedOn(given, index)) : given;
    if (INCLUDES.has(name) && args[0]?.text !== undefined) this.included.add(args[0].text);
    if (name === 'hasKey') this.readHasKey(args);
    const areTested = TESTS.has(name) || name === 'hasKey' || (CHOICES.has(name) && isTested);
    for (const operand of head?.word === undefined ? command : args) this.visitOperand(operand, areTested);
  }

  private visitOperand(operand: Operand, isTested: boolean): void {
    const path = pathOf([operand]);
    if (path !== undefined) this.use(path, isTested);
    // a chain after parentheses reads from their result: the map is used as a whole
    else if (operand.inner) this.visit(operand.inner, isTested && operand.chain === undefined);
  }

  private readHasKey([map, key]: readonly Operand[]): void {
    const path = map && pathOf([map]);
    if (path !== undefined && key?.text !== undefined) this.keys.at([...path, key.text]);
  }

  private use(path: readonly string[], isTested: boolean): void {
    const keys = this.keys.at(path.slice(0, MAX_STEPS));
    if (!isTested || path.length > MAX_STEPS) keys.isWhole = true;
  }
}

/** Deeper maps count as used as a whole; they do not occur in practice. */
const MAX_STEPS = 50;

const CONTROL = new Set(['if', 'with', 'range', 'define', 'block']);
const INCLUDES = new Set(['include', 'template']);

function isAllValues([command = [], ...others]: Pipeline): boolean {
  return others.length === 0 && pathOf(command)?.length === 0;
}

/**
 * Whether an argument of `dict` is all values, with the key `Values`: the keys that are read from it are found by that
 * name.
 */
function isHandedOn(args: readonly Operand[], index: number): boolean {
  return args[index - 1]?.text === 'Values' && pathOfOperand(args[index] as Operand)?.length === 0;
}

/** The path of the values that a command returns, empty for all values. Undefined: it returns something else. */
function pathOf(command: Command): readonly string[] | undefined {
  const [head, ...args] = command;
  if (head === undefined) return undefined;
  if (args.length === 0) return pathOfOperand(head);
  switch (head.word) {
    case 'index':
    case 'get':
      return below(args[0], args.slice(1));
    case 'dig':
      return below(args.at(-1), args.slice(0, -2));
    default:
      return undefined;
  }
}

function below(map: Operand | undefined, keys: readonly Operand[]): readonly string[] | undefined {
  const path = map && pathOfOperand(map);
  const steps = keys.map(({ text }) => text);
  return path && steps.every((step) => step !== undefined) ? [...path, ...steps] : undefined;
}

function pathOfOperand({ chain, inner }: Operand): readonly string[] | undefined {
  const steps = chain?.split('.').slice(1) ?? [];
  const values = steps.indexOf('Values');
  if (values >= 0) return steps.slice(values + 1);
  const [command, ...others] = inner ?? [];
  const path = command && others.length === 0 ? pathOf(command) : undefined;
  return path && [...path, ...steps];
}

/** The maximum depth of parentheses. */
const MAX_DEPTH = 100;

function parse(tokens: readonly Token[]): Pipeline {
  let index = 0;
  const pipeline = (depth: number): Pipeline => {
    const commands: Operand[][] = [[]];
    for (let token = tokens[index]; token !== undefined; token = tokens[index]) {
      index++;
      if (token.kind === 'close') break;
      const command = commands.at(-1) as Operand[];
      if (token.kind === 'pipe') commands.push([]);
      else if (token.kind === 'open' && depth < MAX_DEPTH) {
        const inner = pipeline(depth + 1);
        const next = tokens[index];
        const isGlued = next?.kind === 'chain' && next.isGlued && next.text.startsWith('.') && next.text !== '.';
        if (isGlued) index++;
        command.push(isGlued ? { inner, chain: next.text } : { inner });
      } else if (token.kind === 'chain') command.push({ chain: token.text });
      else if (token.kind === 'text') command.push({ text: token.text });
      else if (token.kind === 'word') command.push({ word: token.text });
      else if (token.kind === 'other') command.push({});
    }
    return commands;
  };
  const result: Operand[][] = [];
  while (index < tokens.length) for (const command of pipeline(0)) result.push([...command]);
  return result;
}
