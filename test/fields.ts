/** The fields of a schema, each with an example that sets it: for tests of all fields of Flux's kinds. */

/** The parts of a structural schema that the examples need. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly default?: unknown;
}

type Step = string | 0;

/** A field, and the smallest map that sets it together with the required fields around it. */
export interface Field {
  /** The path, as in the lists of Flux's fields: `install.remediation.retries`, `valuesFrom[].name`. */
  readonly path: string;
  readonly steps: readonly Step[];
  readonly example: Readonly<Record<string, unknown>>;
  /** The value of the field in the example. */
  readonly value: unknown;
}

/** Texts for patterns that a plain word does not match. */
const BY_PATTERN: readonly (readonly [RegExp, string])[] = [
  [/\(ms\|s\|m/, '7m'],
  [/^\^\(http\|https(\|ssh|\|oci)?\):/, 'https://example.com/x'],
  [/^\^oci:/, 'oci://example.com/web'],
];

/** Texts for fields whose schema does not fully determine what Flux accepts. */
const BY_NAME: Readonly<Record<string, string>> = {
  version: '1.x',
  semver: '1.x',
  digest: `sha256:${'0'.repeat(64)}`,
};

/** Every leaf of a schema, except the excluded fields and their subfields. */
export function fieldsOf(whole: Schema, without: readonly string[] = []): Field[] {
  const schema: Schema = {
    ...whole,
    properties: Object.fromEntries(Object.entries(whole.properties ?? {}).filter(([name]) => !without.includes(name))),
    required: whole.required?.filter((name) => !without.includes(name)),
  };
  return leaves(schema).map((steps) => {
    const example = exampleWith(schema, steps) as Field['example'];
    return { path: pathText(steps), steps, example, value: valueAt(example, steps) };
  });
}

/** The value at the end of the steps. */
export function valueAt(value: unknown, steps: readonly Step[]): unknown {
  return steps.reduce<unknown>((at, step) => (at as Record<Step, unknown> | undefined)?.[step], value);
}

function leaves(schema: Schema): Step[][] {
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([name, child]) => leaves(child).map((rest) => [name, ...rest]));
  }
  if (schema.items) return leaves(schema.items).map((rest) => [0 as const, ...rest]);
  if (typeof schema.additionalProperties === 'object') {
    return leaves(schema.additionalProperties).map((rest) => ['key', ...rest]);
  }
  return [[]];
}

function exampleWith(schema: Schema, steps: readonly Step[], name?: string): unknown {
  const [step, ...rest] = steps;
  if (schema.properties) {
    const names = new Set([...(schema.required ?? []), ...(step === undefined ? [] : [String(step)])]);
    return Object.fromEntries(
      [...names].map((name) => {
        const child = schema.properties?.[name] as Schema;
        return [name, exampleWith(child, name === step ? rest : [], name)];
      }),
    );
  }
  if (schema.items) return [exampleWith(schema.items, rest)];
  if (typeof schema.additionalProperties === 'object') return { key: exampleWith(schema.additionalProperties, rest) };
  return scalar(schema, name);
}

/** A value that differs from the default of the field. */
function scalar({ type, enum: allowed, pattern, default: standard }: Schema, name = ''): unknown {
  if (allowed) return allowed.filter((value) => value !== standard).at(-1) ?? allowed[0];
  if (type === 'boolean') return standard !== true;
  if (type === 'integer') return 7;
  if (type === 'string') {
    return BY_NAME[name] ?? BY_PATTERN.find(([known]) => known.test(pattern ?? ''))?.[1] ?? 'example';
  }
  return { free: 'form' };
}

function pathText(steps: readonly Step[]): string {
  return steps
    .map((step) => (step === 0 ? '[]' : `.${step}`))
    .join('')
    .replace(/^\./, '');
}
