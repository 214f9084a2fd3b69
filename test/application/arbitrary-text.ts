import fc from 'fast-check';

/** Texts of the kinds that fields of Kubernetes objects accept. */

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '1', '-'), minLength: 1, maxLength: 6 });
const trimmed = letters.map((text) => text.replace(/^-+|-+$/g, '') || 'a');
const long = (length: number) => fc.constantFrom('a', 'b').map((letter) => letter.repeat(length));

export const dnsLabel = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('web', 'api', 'eu-1', 'a--b', 'host', 'x') },
  { weight: 2, arbitrary: trimmed },
  { weight: 1, arbitrary: long(63) },
);

/** A DNS subdomain of at most `limit` characters. */
export function dnsSubdomain(limit: number): fc.Arbitrary<string> {
  const dotted = fc.array(trimmed, { minLength: 2, maxLength: 3 }).map((parts) => parts.join('.'));
  return fc
    .oneof({ weight: 5, arbitrary: dnsLabel }, { weight: 2, arbitrary: dotted }, { weight: 1, arbitrary: long(limit) })
    .filter((text) => text.length <= limit);
}

export const dataKey = fc.constantFrom('value', 'kubeconfig', 'value.yaml', 'a_b', '-');

export const qualifiedName = fc.constantFrom('team', 'A_b.c', 'sharding.fluxcd.io/key', 'example.com/Note');

export const labelValue = fc.constantFrom('', 'shard1', 'A_b.c', '1.0', 'true');

export const duration = fc.constantFrom('5m', '5m0s', '1h30m', '90s', '1.5h', '100ms', '0s');

/** One word of letters, digits and dashes. */
export const word = fc.oneof(fc.constantFrom('example', 'A-1', 'null', '007', 'y'), trimmed);

/** Any text, with many parts that YAML may interpret differently. */
export const anyText = fc.oneof(
  fc.constantFrom(
    './deploy',
    '$VAR',
    'yes',
    '1e3',
    '~',
    '',
    ' a',
    'a: b',
    '# a',
    'two\nlines\n',
    'ü ✓ 😀',
    '<<',
    '0x1F',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
