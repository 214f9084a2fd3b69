const SCHEMA = { $ref: '#' };
const SCHEMAS = { type: 'array', minItems: 1, items: SCHEMA };
const MAP_OF_SCHEMAS = { type: 'object', additionalProperties: SCHEMA };
const BOOLEAN_OR_SCHEMA = { anyOf: [{ type: 'boolean' }, SCHEMA] };
const SIZE = { type: 'integer', minimum: 0 };
const NUMBER = { type: 'number' };
const TEXT = { type: 'string' };
const TEXTS = { type: 'array', items: TEXT, minItems: 1, uniqueItems: true };
const TYPE = { enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'] };

/** The meta-schema of draft 4, as in github.com/santhosh-tekuri/jsonschema/v6. */
export const DRAFT_4 = {
  type: 'object',
  properties: {
    id: TEXT,
    $schema: { type: 'string', format: 'uri' },
    $ref: TEXT,
    title: TEXT,
    description: TEXT,
    format: TEXT,
    multipleOf: { type: 'number', minimum: 0, exclusiveMinimum: true },
    maximum: NUMBER,
    exclusiveMaximum: { type: 'boolean' },
    minimum: NUMBER,
    exclusiveMinimum: { type: 'boolean' },
    maxLength: SIZE,
    minLength: SIZE,
    pattern: { type: 'string', format: 'regex' },
    additionalItems: BOOLEAN_OR_SCHEMA,
    items: { anyOf: [SCHEMA, SCHEMAS] },
    maxItems: SIZE,
    minItems: SIZE,
    uniqueItems: { type: 'boolean' },
    maxProperties: SIZE,
    minProperties: SIZE,
    required: TEXTS,
    additionalProperties: BOOLEAN_OR_SCHEMA,
    definitions: MAP_OF_SCHEMAS,
    properties: MAP_OF_SCHEMAS,
    patternProperties: MAP_OF_SCHEMAS,
    dependencies: { type: 'object', additionalProperties: { anyOf: [SCHEMA, TEXTS] } },
    enum: { type: 'array', minItems: 1, uniqueItems: true },
    type: { anyOf: [TYPE, { type: 'array', items: TYPE, minItems: 1, uniqueItems: true }] },
    allOf: SCHEMAS,
    anyOf: SCHEMAS,
    oneOf: SCHEMAS,
    not: SCHEMA,
  },
  dependencies: { exclusiveMaximum: ['maximum'], exclusiveMinimum: ['minimum'] },
};
