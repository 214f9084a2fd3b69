import { describe, expect, test } from 'vitest';
import { editorOf } from '../../src/observe/field-owners';

const DIGESTS = { 'f:metadata': { 'f:annotations': { 'f:gitops.kubesphere.io/digests': {} } } };
const DEPLOY = {
  'f:spec': { 'f:fluxApp': { 'f:spec': { 'f:config': { 'f:helmRelease': { 'f:deploy': {} } } } } },
};

function application(...managedFields: object[]) {
  return { metadata: { managedFields } };
}

describe('who has changed the targets of an Application', () => {
  const cases: readonly [string, object[], unknown][] = [
    ['nobody', [{ manager: 'kubectl', fieldsV1: { ...DIGESTS, ...DEPLOY } }], undefined],
    [
      'another manager',
      [
        { manager: 'kubectl', fieldsV1: DIGESTS },
        { manager: 'kubectl-edit', time: '2026-11-02T10:00:00Z', fieldsV1: DEPLOY },
      ],
      { manager: 'kubectl-edit', time: '2026-11-02T10:00:00Z' },
    ],
    [
      'this command, which suspends and resumes',
      [
        { manager: 'kubectl', fieldsV1: DIGESTS },
        { manager: 'fluxapp', fieldsV1: DEPLOY },
      ],
      undefined,
    ],
    [
      'both own it: they say the same',
      [
        { manager: 'kubectl', fieldsV1: { ...DIGESTS, ...DEPLOY } },
        { manager: 'other', fieldsV1: DEPLOY },
      ],
      undefined,
    ],
    [
      'the last of several',
      [
        { manager: 'kubectl', fieldsV1: DIGESTS },
        { manager: 'one', time: '2026-11-02T10:00:00Z', fieldsV1: DEPLOY },
        { manager: 'two', time: '2026-11-03T10:00:00Z', fieldsV1: DEPLOY },
      ],
      { manager: 'two', time: '2026-11-03T10:00:00Z' },
    ],
    ['an Application without digests', [{ manager: 'kubectl-edit', fieldsV1: DEPLOY }], undefined],
    ['no managed fields', [], undefined],
  ];

  test.each(cases)('%s', (_, managedFields, editor) => {
    expect(editorOf(application(...managedFields))).toEqual(editor);
  });
});
