import { ClusterNames, checkNamesFit } from '../../application';
import { type Diagnostic, error } from '../../diagnostics';
import type { AuthoredApplication } from '../authoring';

/**
 * Checks that every cluster of an application has one name, and every name belongs to one cluster, which the
 * Application alone does not show. Also checks that the names fit into its annotation.
 */
export function checkClusterNames(authored: AuthoredApplication): Diagnostic[] {
  const names = new ClusterNames();
  const diagnostics: Diagnostic[] = [];
  for (const { index, ...named } of authored.clusters()) {
    const problem = names.add(named, `deploy[${index}]`);
    const path = [authored.field, 'deploy', index, 'destination'];
    if (problem !== undefined) diagnostics.push(error('cluster-name-clash', path, problem));
  }
  return [...diagnostics, ...checkNamesFit(authored.clusterNames)];
}
