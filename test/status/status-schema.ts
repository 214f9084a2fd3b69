import Ajv, { type ValidateFunction } from 'ajv';
import type { Schema } from '../../src/status/schema';

/** Compiles the schema of an Application's status, for validation like that of an API server. */
export function statusValidator(schema: Schema): ValidateFunction {
  const { status } = schema.properties as Readonly<Record<string, object>>;
  const formats = {
    int32: { type: 'number', validate: (value: number) => Math.abs(value) < 2 ** 31 },
    int64: { type: 'number', validate: (value: number) => Number.isSafeInteger(value) },
    'date-time': (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text)),
  } as const;
  return new Ajv({ strict: false, allErrors: true, formats }).compile(status as object);
}
