/**
 * What `set` makes of the text of a value, as Helm does (`typedVal` of helm.sh/helm/v4/pkg/strvals): `true`, `false` and
 * `null` in any case, integers that fit 64 bits; all else is a string, such as `1.5`, `1e3`, `0x1f`, `0123`, `[]`.
 *
 * @returns the value, or undefined for an integer that JavaScript has no number for (beyond 2^53)
 */
export function typedValue(text: string): boolean | null | number | string | undefined {
  // The flags i and u fold case as Go does, down to the long s of `falſe`.
  if (/^true$/iu.test(text)) {
    return true;
  }
  if (/^false$/iu.test(text)) {
    return false;
  }
  if (/^null$/iu.test(text)) {
    return null;
  }
  return isInteger(text) ? exactNumber(text) : text;
}

/** Zeros in front make a string, except after a sign: `-007` is -7. */
function isInteger(text: string): boolean {
  return text === '0' || (/^([1-9]|[+-][0-9])[0-9]*$/.test(text) && BigInt.asIntN(64, integer(text)) === integer(text));
}

function integer(text: string): bigint {
  // BigInt() takes no plus sign before digits that a number could have.
  return BigInt(text.replace(/^\+/, ''));
}

function exactNumber(text: string): number | undefined {
  const number = Number(text);
  // Adding 0 makes 0 of -0.
  return Number.isSafeInteger(number) ? number + 0 : undefined;
}
