import type { ForeignField, Plan } from '../../../change';
import { canonicalJson, formatPath } from '../../../json';
import { namespacedName } from '../../../kubernetes';
import { printable } from '../../shell/terminal';
import { escaped, valueText } from './field-lines';

/**
 * One line for each field that is not set in the code, or for several objects with the same field: `shop/web:
 * HelmRelease on eu-1 eu-2: spec.values.fail: true (kubectl-edit)`.
 */
export function foreignLines({ foreign }: Pick<Plan, 'foreign'>): string[] {
  const groups = new Map<string, ForeignField[]>();
  for (const field of foreign) {
    const { kind, application, cluster, address, path, value, owners } = field;
    const id = canonicalJson([kind, application, cluster === undefined ? address : null, path, value, owners]);
    const group = groups.get(id);
    if (group) group.push(field);
    else groups.set(id, [field]);
  }
  return [...groups.values()].map((group) => {
    const [{ kind, application, path, value, sensitive, owners, ...first }] = group as [ForeignField];
    const clusters = group.flatMap(({ cluster }) => cluster ?? []);
    const where = clusters.length === 0 ? namespacedName(first) : `on ${clusters.join(' ')}`;
    const whose = application === undefined ? '' : `${application}: `;
    const field = `${escaped(formatPath(path))}: ${sensitive ? value : valueText(value)}`;
    return `${printable(`${whose}${kind} ${where}`)}: ${field} (${printable(owners.join(', '))})`;
  });
}
