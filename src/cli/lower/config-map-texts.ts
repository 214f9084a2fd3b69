import type { TextOfReference } from '../../application';
import { mapOf, stringOf } from '../../json';
import { namespacedName } from '../../kubernetes';
import type { InputObject } from '../input';
import { identityOf } from './templates';

/** Flux's own default for the key. */
const DEFAULT_KEY = 'values.yaml';

/** The texts of the ConfigMaps of an input, as entries of `valuesFrom` refer to them. Secrets are not read. */
export function textsOf(configMaps: readonly InputObject[]): TextOfReference {
  const byName = new Map(configMaps.map(({ value }) => [namespacedName(identityOf(value)), mapOf(value.data)]));
  return ({ kind, name, valuesKey = DEFAULT_KEY }, namespace = '') =>
    kind === 'ConfigMap' ? stringOf(byName.get(namespacedName({ namespace, name }))?.[valuesKey]) : undefined;
}
