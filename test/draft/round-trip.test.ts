import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLUSTERS, lower } from '../../src/application';
import { answerDraft, draftOf } from '../../src/draft';
import { parseYaml } from '../../src/yaml';
import { type Any, objectsOfChart } from '../adopt/run-program';
import { limit, runs, SEED } from '../random-runs';
import { anyDrafts, filledDrafts } from './arbitrary-draft';

/**
 * The objects by kind and name, without the names of clusters, which in code do not come from Secrets that Cluster API
 * created.
 */
function byId(objects: readonly Any[]): Map<string, Any> {
  return new Map(
    objects.map((object) => {
      const { [CLUSTERS]: _, ...annotations } = object.metadata.annotations ?? {};
      const { metadata } = object;
      return [`${object.kind} ${metadata.name}`, { ...object, metadata: { ...metadata, annotations } }];
    }),
  );
}

test(
  'what the code synthesizes is what the YAML lowers to',
  () => {
    const counted = { valid: 0, objects: 0, set: 0, manifests: 0 };
    fc.assert(
      fc.property(filledDrafts, (draft) => {
        const { texts, problems } = answerDraft(draft);
        expect(texts === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
        if (texts === undefined) return;
        const [application] = parseYaml(texts.yaml).map(({ value }) => value);
        const lowered = byId(lower(application, { withApplication: true }).objects);
        expect(byId(objectsOfChart(texts.typescript))).toEqual(lowered);
        expect(texts.objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual([...lowered.keys()].slice(1));
        counted.valid++;
        counted.objects += lowered.size;
        counted.set += Number(texts.typescript.includes('set: ['));
        counted.manifests += Number(draft.type === 'Kustomization');
      }),
      { seed: SEED, numRuns: runs(150) },
    );
    expect(counted.valid).toBeGreaterThan(90);
    expect(counted.objects).toBeGreaterThan(300);
    expect(counted.set).toBeGreaterThan(20);
    expect(counted.manifests).toBeGreaterThan(20);
  },
  limit(120_000),
);

test('any text in a form has an answer, and each problem is at a field of the form', () => {
  fc.assert(
    fc.property(anyDrafts, (draft) => {
      const answer = answerDraft(draft);
      for (const { field, message } of answer.problems) {
        expect(message).not.toBe('');
        if (field === undefined) continue;
        const [name, index, own] = field.split('.') as [keyof typeof draft, number?, string?];
        expect(Object.hasOwn(draft, name)).toBe(true);
        if (own !== undefined) expect(Object.hasOwn(draft.targets[Number(index)] as object, own)).toBe(true);
      }
    }),
    { seed: SEED, numRuns: runs(200) },
  );
});

test('a form is read back from JSON, and nothing else is taken for one', () => {
  fc.assert(
    fc.property(filledDrafts, (draft) => {
      expect(draftOf(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
      const [target] = draft.targets;
      for (const wrong of [
        ...[null, [], {}, 'x', { ...draft, name: 1 }, { ...draft, type: 'Pod' }, { ...draft, targets: {} }],
        ...[
          { ...draft, other: 1 },
          { ...draft, targets: [{ ...target, prune: 'yes' }] },
        ],
        { ...draft, targets: [{ ...target, valuesFrom: [{ kind: 'Pod', name: '', valuesKey: '', targetPath: '' }] }] },
      ]) {
        expect(draftOf(wrong)).toBeUndefined();
      }
    }),
    { seed: SEED, numRuns: runs(20) },
  );
});
