/** Names that variables of a program must not have. */
const RESERVED = [
  ...[
    'app',
    'cluster',
    'clusters',
    'arguments',
    'await',
    'break',
    'case',
    'catch',
    'class',
    'const',
    'continue',
    'debugger',
  ],
  ...[
    'default',
    'delete',
    'do',
    'else',
    'enum',
    'eval',
    'export',
    'extends',
    'false',
    'finally',
    'for',
    'function',
    'if',
  ],
  ...['implements', 'import', 'in', 'instanceof', 'interface', 'let', 'new', 'null', 'package', 'private', 'protected'],
  ...[
    'public',
    'return',
    'static',
    'super',
    'switch',
    'this',
    'throw',
    'true',
    'try',
    'typeof',
    'undefined',
    'var',
    'void',
  ],
  ...['while', 'with', 'yield', 'require', 'module', 'exports', 'process', 'global', 'globalThis'],
];

/** Assigns unique names to the variables of a program. */
export class Identifiers {
  private readonly taken: Set<string>;

  /** @param others other names that are taken */
  constructor(others: readonly string[] = []) {
    this.taken = new Set([...RESERVED, ...others]);
  }

  /**
   * Takes the name in camel case, with a number if it is taken.
   *
   * @param behind the suffix of a name that is taken, before any number
   * @example names.take('web-system') // 'webSystem'
   */
  take(name: string, behind = ''): string {
    const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
    const camel = words.map((word, index) => (index === 0 ? word : `${word.charAt(0).toUpperCase()}${word.slice(1)}`));
    const plain = /^[A-Za-z]/.test(camel[0] ?? '') ? camel.join('') : `_${camel.join('')}`;
    const first = plain.charAt(0).toLowerCase() + plain.slice(1);
    const wanted = this.taken.has(first) && behind !== '' ? `${first}${behind}` : first;
    let identifier = wanted;
    for (let number = 2; this.taken.has(identifier); number++) identifier = `${wanted}${number}`;
    this.taken.add(identifier);
    return identifier;
  }
}
