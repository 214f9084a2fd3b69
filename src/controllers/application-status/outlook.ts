import { listOf, mapOf } from '../../json';
import type { ApplicationRecord } from '../../observe';
import { storedStatus } from '../../observe';
import type { ApplicationState } from '../../status';

/** Events report changes between these: an application becomes ready, or fails. */
export type Outlook = 'ready' | 'failed' | 'open';

export function outlookOf(state: ApplicationState): Outlook {
  if (state === 'Ready') return 'ready';
  return state === 'Failed' || state === 'Stalled' || state === 'Invalid' ? 'failed' : 'open';
}

/** The outlook in the stored status, read from fields that every CRD of the Application has. */
export function storedOutlook(record: ApplicationRecord): Outlook {
  const fluxApp = mapOf(storedStatus(record).fluxApp);
  const entries = Object.values(mapOf(fluxApp.helmReleaseStatus ?? fluxApp.kustomizationStatus));
  const statuses = entries.map((entry) => mapOf(listOf(mapOf(entry).conditions)[0]).status);
  if (statuses.includes('False')) return 'failed';
  return statuses.length > 0 && statuses.every((status) => status === 'True') ? 'ready' : 'open';
}
