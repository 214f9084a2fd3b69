/** A pattern that Go's regexp package cannot compile, so that Helm rejects the schema that contains it. */
export class GoRegExpError extends Error {}

/** The translation of a Go pattern to JavaScript. */
interface Translation {
  source: string;
  flags: string;
}

/**
 * Converts a pattern for Go's regexp package, which Helm uses, to a RegExp. They differ: Go has no lookahead and no
 * backreferences, at most 1000 repetitions, and flags within the pattern; its `.` matches everything but a line feed,
 * and its `\s` only ASCII.
 *
 * @throws GoRegExpError if Go cannot compile the pattern, or if the pattern sets flags for only a part of it
 */
export function goRegExp(pattern: string): RegExp {
  const { source, flags } = new Translator(pattern).translate();
  try {
    return new RegExp(source, flags);
  } catch {
    throw new GoRegExpError(`${JSON.stringify(pattern)} is not a valid Go regular expression`);
  }
}

const SPACE = '\\t\\n\\f\\r ';

/** POSIX classes by name, as parts of a class in brackets. */
const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

class Translator {
  private at = 0;
  private hasLineEnds = false;

  constructor(private readonly pattern: string) {}

  translate(): Translation {
    let flags = 'u';
    const [text = '', given = ''] = /^\(\?([imsU]+)\)/.exec(this.pattern) ?? [];
    this.at = text.length;
    if (given.includes('i')) flags += 'i';
    if (given.includes('m')) flags += 'm';
    this.hasLineEnds = given.includes('s');
    let source = '';
    while (this.at < this.pattern.length) source += this.part();
    return { source, flags };
  }

  private part(): string {
    const rest = this.pattern.slice(this.at);
    const char = rest.charAt(0);
    switch (char) {
      case '\\':
        return this.escape(false);
      case '[':
        return this.bracket();
      case '(':
        return this.open(rest);
      case '.':
        this.at++;
        return this.hasLineEnds ? '[^]' : '[^\\n]';
      case '{':
        return this.repeat(rest);
      case '}':
      case ']':
        this.at++;
        return `\\${char}`;
      default:
        this.at++;
        return char;
    }
  }

  private open(rest: string): string {
    const [named, name] = /^\(\?P?<([A-Za-z_]\w*)>/.exec(rest) ?? [];
    if (named !== undefined) {
      this.at += named.length;
      return `(?<${name}>`;
    }
    if (rest.startsWith('(?') && !rest.startsWith('(?:')) throw this.refused();
    this.at++;
    return '(';
  }

  private repeat(rest: string): string {
    const [found, least, most] = /^\{(\d+)(?:,(\d*))?\}/.exec(rest) ?? [];
    if (found === undefined) {
      this.at++;
      return '\\{';
    }
    if (Math.max(Number(least), Number(most ?? 0)) > 1000) throw this.refused();
    this.at += found.length;
    return found;
  }

  private bracket(): string {
    this.at++;
    let source = '[';
    if (this.pattern.charAt(this.at) === '^') {
      source += '^';
      this.at++;
    }
    for (let isFirst = true; ; isFirst = false) {
      const char = this.pattern.charAt(this.at);
      if (char === '') throw this.refused();
      const [posix, isNegated, name = ''] = /^\[:(\^?)(\w+):\]/.exec(this.pattern.slice(this.at)) ?? [];
      if (posix !== undefined) {
        if (isNegated !== '' || POSIX[name] === undefined) throw this.refused();
        this.at += posix.length;
        source += POSIX[name];
      } else if (char === ']' && !isFirst) {
        this.at++;
        return `${source}]`;
      } else if (char === '\\') source += this.escape(true);
      else {
        this.at++;
        source += char === ']' || char === '[' ? `\\${char}` : char;
      }
    }
  }

  private escape(isInBracket: boolean): string {
    const rest = this.pattern.slice(this.at + 1);
    const char = rest.charAt(0);
    const [hex, short, long] = /^x(?:([\dA-Fa-f]{2})|\{([\dA-Fa-f]+)\})/.exec(rest) ?? [];
    if (hex !== undefined) return this.taken(hex, `\\u{${short ?? long}}`);
    const [property, p, one, name] = /^([pP])(?:([A-Z])|\{(\w+)\})/.exec(rest) ?? [];
    if (property !== undefined) {
      const text = one ?? (name as string);
      return this.taken(property, `\\${p}{${text.length > 2 ? `Script=${text}` : text}}`);
    }
    if (/^[tnvfr]/.test(char) || /^[dDwW]/.test(char)) return this.taken(char, `\\${char}`);
    if (char === 's') return this.taken(char, isInBracket ? SPACE : `[${SPACE}]`);
    if (char === 'a') return this.taken(char, '\\x07');
    if (!isInBracket) {
      if (char === 'S') return this.taken(char, `[^${SPACE}]`);
      if (char === 'b' || char === 'B') return this.taken(char, `\\${char}`);
      if (char === 'A') return this.taken(char, '(?<![^])');
      if (char === 'z') return this.taken(char, '(?![^])');
    }
    if (char === '' || /[0-9A-Za-z]/.test(char)) throw this.refused();
    return this.taken(char, /[\^$\\.*+?()[\]{}|/]/.test(char) || (isInBracket && char === '-') ? `\\${char}` : char);
  }

  private taken(escaped: string, source: string): string {
    this.at += 1 + escaped.length;
    return source;
  }

  private refused(): GoRegExpError {
    return new GoRegExpError(`${JSON.stringify(this.pattern)} is not a valid Go regular expression`);
  }
}
