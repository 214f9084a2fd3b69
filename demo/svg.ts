/** Terminal output as a picture: an SVG without scripts, fonts or external resources. */

const LINE_HEIGHT = 18;
const CHARACTER_WIDTH = 7.8;
const MARGIN = 16;

/** The classes of colors, by the code of their escape sequence. */
const COLORS: Readonly<Record<string, string>> = { 31: 'red', 32: 'green', 33: 'yellow', 36: 'blue', 90: 'gray' };

/** Colors that are readable on the background of each scheme. */
const SCHEMES = {
  light: {
    ...{ page: '#f6f8fa', edge: '#d1d9e0', text: '#1f2328', gray: '#59636e' },
    ...{ red: '#cf222e', green: '#116329', yellow: '#7d4e00', blue: '#0550ae' },
  },
  dark: {
    ...{ page: '#0d1117', edge: '#3d444d', text: '#e6edf3', gray: '#9198a1' },
    ...{ red: '#ff7b72', green: '#7ee787', yellow: '#e3b341', blue: '#79c0ff' },
  },
} as const;

/** A piece of a line, all in one style. */
interface Piece {
  readonly text: string;
  /** One of {@link COLORS}. */
  readonly color?: string;
  readonly isBold: boolean;
}

/**
 * @param text with the escape sequences that color it
 * @param title for screen readers
 */
export function svgOf(text: string, { columns, title }: { readonly columns: number; readonly title: string }): string {
  const lines = text
    .trim()
    .split('\n')
    .flatMap((line) => wrap(piecesOf(line), columns));
  const [width, height] = [columns * CHARACTER_WIDTH + 2 * MARGIN, lines.length * LINE_HEIGHT + 2 * MARGIN];
  const rows = lines.map((pieces, index) => {
    const y = MARGIN + index * LINE_HEIGHT + LINE_HEIGHT * 0.75;
    return `<text x="${MARGIN}" y="${y}">${pieces.map(spanOf).join('')}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${title}</title>`,
    '<style>',
    'text { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }',
    ...rulesOf(SCHEMES.light),
    `@media (prefers-color-scheme: dark) { ${rulesOf(SCHEMES.dark).join(' ')} }`,
    '</style>',
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

function rulesOf({ page, edge, text, ...colors }: (typeof SCHEMES)['light' | 'dark']): string[] {
  const classes = Object.entries(colors).map(([name, color]) => `.${name} { fill: ${color} }`);
  return [`rect { fill: ${page}; stroke: ${edge} }`, `text { fill: ${text} }`, ...classes];
}

/** The pieces of a line that starts and ends without a style. */
function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let style: Omit<Piece, 'text'> = { isBold: false };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what colors
  for (const part of line.split(/(\u001b\[\d*m)/)) {
    const code = part.startsWith('\u001b') ? part.slice(2, -1) : undefined;
    if (code === '1') style = { ...style, isBold: true };
    else if (code === '22') style = { ...style, isBold: false };
    else if (code === '' || code === '0') style = { isBold: false };
    else if (code !== undefined) style = { ...style, color: COLORS[code] };
    else if (part !== '') pieces.push({ text: part, ...style });
  }
  return pieces;
}

/** Lines of at most this number of characters; continuation lines are aligned with the text. */
function wrap(pieces: readonly Piece[], columns: number): Piece[][] {
  const indent = ' '.repeat(/^ */.exec(pieces.map(({ text }) => text).join(''))?.[0].length ?? 0);
  const lines: Piece[][] = [[]];
  let used = 0;
  for (const piece of pieces) {
    let { text } = piece;
    while (used + text.length > columns) {
      const space = text.lastIndexOf(' ', columns - used);
      const end = space > 0 ? space : columns - used;
      lines.at(-1)?.push({ ...piece, text: text.slice(0, end) });
      lines.push([{ text: indent, isBold: false }]);
      used = indent.length;
      text = text.slice(end).trimStart();
    }
    lines.at(-1)?.push({ ...piece, text });
    used += text.length;
  }
  return lines;
}

function spanOf({ text, color, isBold }: Piece): string {
  const escaped = text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  const style = [color && ` class="${color}"`, isBold && ' font-weight="bold"'].filter(Boolean).join('');
  return style === '' ? escaped : `<tspan${style}>${escaped}</tspan>`;
}
