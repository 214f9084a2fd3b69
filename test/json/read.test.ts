import { expect, test } from 'vitest';
import { valueAt } from '../../src/json/read';

const data = { spec: { deploy: [{ name: 'a' }], toString: 'own' } };

test.for([
  [[], data],
  [['spec', 'deploy', 0, 'name'], 'a'],
  [['spec', 'toString'], 'own'],
  [['spec', 'constructor'], undefined],
  [['spec', 'deploy', 1, 'name'], undefined],
  [['spec', 'deploy', 'name'], undefined],
  [['spec', 0], undefined],
  [['spec', 'deploy', 'length'], undefined],
] as const)('at %j there is %j', ([path, expected]) => {
  expect(valueAt(data, path)).toBe(expected);
});
