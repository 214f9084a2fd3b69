/** A decimal number with a fraction or an exponent (yamlStyleFloat of go-yaml). */
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const DECIMAL = /^[-+]?\d+$/;
const OTHER_BASE = /^([-+]?)0(?:[xX]([\da-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))$/;

const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

type Word = boolean | null | number;

const WORDS: ReadonlyMap<string, Word> = new Map<string, Word>([
  ['', null],
  ['~', null],
  ...spellings(null, 'null'),
  ...spellings(true, 'y', 'yes', 'true', 'on'),
  ...spellings(false, 'n', 'no', 'false', 'off'),
  ...spellings(Number.POSITIVE_INFINITY, '.inf', '+.inf'),
  ...spellings(Number.NEGATIVE_INFINITY, '-.inf'),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, Word] => [word, Number.NaN]),
]);

/** The three accepted spellings of each word: `yes`, `Yes` and `YES`, but not `yEs`. */
function spellings(value: Word, ...words: readonly string[]): [string, Word][] {
  return words
    .flatMap((word) => [word, word.replace(/[a-z]/, (first) => first.toUpperCase()), word.toUpperCase()])
    .map((word) => [word, value]);
}

/**
 * The value that Kubernetes reads from a scalar without quotes and tag (resolve() of go-yaml 2, the base of
 * sigs.k8s.io/yaml): YAML 1.1 without its times and base-60 numbers, but with `0o17` of YAML 1.2. Integers that a
 * number cannot hold exactly are bigints.
 */
export function resolveScalar(text: string): null | boolean | number | bigint | string {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.\d]/.test(text)) return text;
  const plain = text.replaceAll('_', '');
  return integer(plain) ?? float(plain) ?? text;
}

function integer(text: string): number | bigint | undefined {
  const other = OTHER_BASE.exec(text);
  if (other) {
    const [, sign, hexadecimal, binary, octal] = other;
    const magnitude = BigInt(hexadecimal ? `0x${hexadecimal}` : binary ? `0b${binary}` : `0o${octal}`);
    const limit = sign === '' ? MAX_UINT64 : sign === '-' ? MAX_INT64 + 1n : MAX_INT64;
    if (magnitude <= limit) return narrow(sign === '-' ? -magnitude : magnitude);
  }
  return DECIMAL.test(text) ? narrow(BigInt(text.replace('+', ''))) : undefined;
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A number that is too large stays a string, because it is a range error in Go. Negative zero becomes 0. */
function float(text: string): number | undefined {
  if (!FLOAT.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number || 0 : undefined;
}

/** An integer in any base, but not a number such as `1e3`, which only has no fraction. */
const INTEGER_FORM = /^[-+]?(?:[\d_]+|0_*[xXbBoO][\da-fA-F_]+)$/;

/**
 * The JSON key for a key that is not a string, such as `1:` or `yes:`; `undefined` if Kubernetes rejects the key (null,
 * integers beyond 64 bits), or reads one that nobody would expect: `1.2` for `1.20`, and `123456.79` for `123456.789`
 * (convertToJSONableObject of sigs.k8s.io/yaml formats with 32 bits).
 *
 * @param text the key in the source, without quotes
 */
export function resolveKey(text: string): string | undefined {
  const value = resolveScalar(text);
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return String(value);
    case 'number':
      return INTEGER_FORM.test(text) ? String(value) : undefined;
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? String(value) : undefined;
    default:
      return undefined;
  }
}
