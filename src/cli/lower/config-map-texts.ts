import { type TextOfReference, valuesTextOf } from '../../application';
import { namespacedName } from '../../kubernetes';
import type { InputObject } from '../input';
import { identityOf } from './templates';

/** The texts of the ConfigMaps of an input, as entries of `valuesFrom` refer to them. Secrets are not read. */
export function textsOf(configMaps: readonly InputObject[]): TextOfReference {
  const byName = new Map(configMaps.map(({ value }) => [namespacedName(identityOf(value)), value]));
  return ({ kind, name, valuesKey }, namespace = '') => {
    const object = kind === 'ConfigMap' ? byName.get(namespacedName({ namespace, name })) : undefined;
    return object && valuesTextOf(object, valuesKey);
  };
}
