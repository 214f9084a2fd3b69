/** A piece of an action of a Go template. */
export interface Token {
  readonly kind: 'chain' | 'text' | 'word' | 'open' | 'close' | 'pipe' | 'assign' | 'other';
  /** For a chain, its steps separated by dots, with its start: `.Values.a`, `$`, `$x.a`. For a text, its content. */
  readonly text: string;
  /** Whether it directly follows the previous token. */
  readonly isGlued: boolean;
}

const PIECE =
  /\s+|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*'|(?:\$[\p{L}\p{N}_]*)?(?:\.[\p{L}_][\p{L}\p{N}_]*)+|\$[\p{L}\p{N}_]*|\.(?![\d\p{L}_])|[\p{L}_][\p{L}\p{N}_]*|:?=|[()|]|(?!\/\*)[^\s"`'()|]/uy;

/**
 * The actions of a template, which are between `{{` and `}}`, each as tokens. A text that is not a template returns no
 * tokens or meaningless ones, but no error.
 */
export function* actionsOf(template: string): Generator<readonly Token[]> {
  for (let start = template.indexOf('{{'); start >= 0; ) {
    const { tokens, end } = readAction(template, start + 2);
    yield tokens;
    start = template.indexOf('{{', end);
  }
}

function readAction(template: string, start: number): { readonly tokens: Token[]; readonly end: number } {
  const tokens: Token[] = [];
  let offset = start + (/^-\s/.test(template.slice(start, start + 2)) ? 1 : 0);
  let isGlued = false;
  while (offset < template.length) {
    if (template.startsWith('}}', offset)) return { tokens, end: offset + 2 };
    if (template.startsWith('-}}', offset)) return { tokens, end: offset + 3 };
    PIECE.lastIndex = offset;
    const [piece] = PIECE.exec(template) ?? [];
    if (piece === undefined) break; // unterminated quotes or comment
    offset += piece.length;
    const token = tokenOf(piece);
    if (token) tokens.push({ ...token, isGlued });
    isGlued = token !== undefined;
  }
  return { tokens, end: template.length };
}

/** Undefined for space or a comment. */
function tokenOf(piece: string): Omit<Token, 'isGlued'> | undefined {
  const first = piece.charAt(0);
  if (/\s/.test(first) || piece.startsWith('/*')) return undefined;
  if (first === '"' || first === '`') return { kind: 'text', text: textOf(piece) };
  if (first === '.' || first === '$') return { kind: 'chain', text: piece };
  if (/[\p{L}_]/u.test(first)) return { kind: 'word', text: piece };
  return { kind: SIGNS[piece] ?? 'other', text: piece };
}

const SIGNS: Readonly<Record<string, Token['kind']>> = {
  '(': 'open',
  ')': 'close',
  '|': 'pipe',
  ':=': 'assign',
  '=': 'assign',
};

function textOf(piece: string): string {
  const content = piece.slice(1, -1);
  return piece.startsWith('`') ? content : content.replace(/\\(["\\])/g, '$1');
}
