import { expect, test } from 'vitest';
import { lower } from '../../../src/application/lower/lower';
import { fluxapp } from '../../cli/run';
import { helmApplication, kustomizationApplication, onHost } from '../applications';
import { entry, kustomization, manifests, problems, release, testProblems, web } from '../problems';

const SEEN = 'which everyone with access to the repository or the Application can read';
const ALLOW = 'or allow it with the annotation gitops.kubesphere.io/inline-secrets: allowed';
const ASK_VALUES = `${SEEN}: put it into a Secret and refer to it by valuesFrom, ${ALLOW}`;
const ASK_SUBSTITUTE = `${SEEN}: put it into a Secret and refer to it by postBuild.substituteFrom, ${ALLOW}`;
const LOOKS = 'looks like a secret given inline';

const inline = { values: { db: { password: 'hunter2' } } };
const annotated = (value: unknown) => ({
  metadata: { annotations: { 'gitops.kubesphere.io/inline-secrets': value } },
});
const spread = (count: number) => Array.from({ length: count }, (_, index) => onHost(`web-${index}`, inline));

testProblems([
  [
    'a password in values',
    helmApplication([{ ...web, ...inline }]),
    `warning: ${entry}.values.db.password: ${LOOKS}, ${ASK_VALUES}`,
  ],
  [
    'a password that is substituted',
    kustomizationApplication([{ ...manifests, postBuild: { substitute: { db_password: 'hunter2', a: 'b' } } }]),
    `warning: ${kustomization}.postBuild.substitute.db_password: ${LOOKS}, ${ASK_SUBSTITUTE}`,
  ],
  [
    'two of them',
    helmApplication(spread(2)),
    `warning: ${entry}.values.db.password: ${LOOKS}, as does ${release}.deploy[1].values.db.password, ${ASK_VALUES}`,
  ],
  [
    'three',
    helmApplication(spread(3)),
    `warning: ${entry}.values.db.password: ${LOOKS}, as do ${release}.deploy[1].values.db.password and ${release}.deploy[2].values.db.password, ${ASK_VALUES}`,
  ],
  [
    'a hundred',
    helmApplication(spread(100)),
    `warning: ${entry}.values.db.password: ${LOOKS}, as do ${release}.deploy[1].values.db.password, ${release}.deploy[2].values.db.password and 97 more, ${ASK_VALUES}`,
  ],
  ['an Application that allows them', helmApplication([{ ...web, ...inline }], annotated('allowed'))],
  [
    'an Application that means to allow them',
    helmApplication([{ ...web, ...inline }], annotated('true')),
    'warning: metadata.annotations["gitops.kubesphere.io/inline-secrets"]: has no effect: only "allowed" has one',
    `warning: ${entry}.values.db.password: ${LOOKS}, ${ASK_VALUES}`,
  ],
  ['a Secret by its name', helmApplication([{ ...web, values: { auth: { existingSecret: 'db', secretKeys: {} } } }])],
]);

test('whatever is allowed, the same is made', () => {
  const { objects } = lower(helmApplication([{ ...web, ...inline }]));
  expect(objects.length).toBe(1);
  expect(lower(helmApplication([{ ...web, ...inline }], annotated('allowed'))).objects).toEqual(objects);
});

test('is said beside errors, and of no other engine', () => {
  expect(problems(helmApplication([{ ...web, ...inline, timeout: '5' }])).length).toBe(2);
  const other = helmApplication([{ ...web, ...inline }]);
  other.spec.kind = 'argocd';
  expect(problems(other).filter((line) => line.includes('secret'))).toEqual([]);
});

test('is one line of fluxapp lower, without the secret', async () => {
  const stdin = JSON.stringify(helmApplication([{ ...web, ...inline }]));
  const { code, stderr } = await fluxapp(['lower'], { stdin });
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `warning: <stdin>:1:${stdin.indexOf('"password"') + 1}: Application apps/podinfo: ${entry}.values.db.password: ${LOOKS}, ${ASK_VALUES} [inline-secret]\n`,
  });
  const allowed = JSON.stringify(helmApplication([{ ...web, ...inline }], annotated('allowed')));
  expect((await fluxapp(['lower'], { stdin: allowed })).stderr).toBe('');
});
