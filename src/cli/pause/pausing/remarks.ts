import { LOWERING_FINALIZER, writtenTargets } from '../../../application';
import { applicationPatch } from '../../../change';
import { listOf, mapOf } from '../../../json';
import { appliersOf, at, CONTROLLER_MANAGER, lastApplied } from '../../../observe';
import { UNDECLARED } from '../../../status';
import type { PlannedPause } from './planned-pause';

/** Remarks about a plan before it is carried out, one line each. */
export interface Remark {
  readonly severity: 'warning' | 'note';
  readonly text: string;
}

/** The appliers that will revert the planned change, and the effect. */
export function remarksOn(planned: PlannedPause): Remark[] {
  const { application, namespace, name, wish, change } = planned;
  const [outcome, what] = wish === 'resume' ? ['suspends it again', 'true'] : ['ends the pause', 'false'];
  const rivals = change.targets.flatMap(({ kind, object, undoneBy }) =>
    undoneBy.filter(isIndependent).map((applier): Remark => {
      const place = `${kind} ${namespace}/${object}`;
      const text = `${applier} has written "suspend: ${what}" into ${place}: when it applies that again, it ${outcome}`;
      return { severity: 'warning', text };
    }),
  );
  const isUndeclared = application === undefined && change.targets.length > 0;
  const undeclared: Remark[] = isUndeclared ? [{ severity: 'note', text: `${namespace}/${name}: ${UNDECLARED}` }] : [];
  return [...rivals, ...undeclared, ...remarksOnApplication(planned)];
}

/** The controller follows the Application, which the command changes, too. */
function isIndependent(applier: string): boolean {
  return applier !== CONTROLLER_MANAGER;
}

function remarksOnApplication({ application, namespace, name, wish, change }: PlannedPause): Remark[] {
  if (wish === 'resume' || applicationPatch(application, change, wish).length === 0) return [];
  const { path } = writtenTargets(application);
  const isHeld = listOf(mapOf(mapOf(application).metadata).finalizers).includes(LOWERING_FINALIZER);
  const then = isHeld ? 'fluxapp controller then ends the pause' : 'they stay suspended';
  const byKubectl = at(lastApplied(application), path) === undefined ? [] : ['kubectl apply'];
  return [...byKubectl, ...appliersOf(application, path)].map((applier) => ({
    severity: 'note',
    text: `when ${applier} applies Application ${namespace}/${name} again, it takes "suspend" out of its list of targets; ${then}`,
  }));
}
