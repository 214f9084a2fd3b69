import { type TextOfReference, valuesTextOf } from '../../application';
import { namespacedName } from '../../kubernetes';
import type { InputObject } from '../input';
import { identityOf } from './templates';

/** The texts of the ConfigMaps in an input, for entries of `valuesFrom`. Secrets are not read. */
export function textsOf(configMaps: readonly InputObject[]): TextOfReference {
  const byName = new Map(configMaps.map(({ value }) => [namespacedName(identityOf(value)), value]));
  return ({ kind, name, valuesKey }, namespace = '') => {
    const object = kind === 'ConfigMap' ? byName.get(namespacedName({ namespace, name })) : undefined;
    return object && valuesTextOf(object, valuesKey);
  };
}
