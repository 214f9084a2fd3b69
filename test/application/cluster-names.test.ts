import { expect, test } from 'vitest';
import { clusterName, clusterOf, type NamesByObject } from '../../src/application';

const names: NamesByObject = { host: 'eu-1', 'eu-2': 'paris' };
const member = (name: string) => clusterOf({ kubeConfig: { secretRef: { name } } });

test('the host keeps its name where a Secret that is called host has been given one', () => {
  expect(
    [clusterOf({}), member('host'), member('eu-2'), member('eu-3')].map((each) => clusterName(each, names)),
  ).toEqual(['host', 'eu-1', 'paris', 'eu-3']);
});
