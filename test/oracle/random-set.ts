import type { Random } from './random';
import { NAMES } from './random-values';

const TEXTS: readonly string[] = [
  ...[
    '',
    'text',
    'two words',
    ' 5',
    '5 ',
    'a=b',
    'x:y',
    '[]',
    '[1]',
    'é😀',
    'line\nline',
    '"quoted"',
    "'q'",
    '{',
    'a{b}',
  ],
  ...['true', 'TRUE', 'False', 'falſe', 'null', 'NULL', 'nil', '~', 'yes', 'on', 'truE '],
  ...['0', '00', '0123', '-0', '+0', '+5', '-5', '-007', '+007', '--5', '+', '-', '1_000', '0x1f', '0o17', '٣'],
  ...['1.5', '.5', '1.', '1e3', '-1.5', 'NaN', 'Infinity', '1234567890', '9007199254740991', '-9007199254740991'],
  ...['9223372036854775808', '-9223372036854775809', '99999999999999999999'],
];

/** Expressions that are valid in Helm, unless their paths lead to a value of another type in the base. */
export function randomExpression(random: Random): string {
  return random.list(1, 3, () => randomAssignment(random)).join(',') + (random.chance(0.1) ? ',' : '');
}

/** An expression with one or two characters removed, inserted or replaced. */
export function brokenExpression(random: Random): string {
  let points = [...randomExpression(random)];
  for (let edits = random.integer(1, 2); edits > 0; edits--) {
    const at = random.integer(0, points.length);
    const removed = random.integer(0, 1);
    const added = random.chance(0.7)
      ? [random.pick(['=', '[', ']', '{', '}', ',', '.', '\\', 'a', '0', '-', ' '])]
      : [];
    points = [...points.slice(0, at), ...added, ...points.slice(at + removed)];
    if (random.chance(0.2)) {
      points = points.slice(0, random.integer(0, points.length));
    }
  }
  return points.join('');
}

function randomAssignment(random: Random): string {
  return `${random.list(1, 4, () => randomKey(random)).join('.')}=${randomValue(random)}`;
}

function randomKey(random: Random): string {
  const name = withEscapes(random, random.pick(NAMES), '=[,.\\');
  const indices = random.chance(0.35)
    ? random.list(1, 2, () => `[${random.pick(['0', '0', '1', '2', '4', '+1', '01', '-0'])}]`)
    : [];
  return name + indices.join('');
}

function randomValue(random: Random): string {
  if (random.chance(0.2)) {
    return `{${random.list(0, 3, () => withEscapes(random, random.pick(TEXTS), ',}\\')).join(',')}}`;
  }
  const text = withEscapes(random, random.pick(TEXTS), ',\\');
  return text.startsWith('{') ? `\\${text}` : text;
}

/** Adds backslashes where they are needed, and sometimes elsewhere. */
function withEscapes(random: Random, text: string, special: string): string {
  return [...text].map((point) => (special.includes(point) || random.chance(0.04) ? `\\${point}` : point)).join('');
}
