import { SUSPEND_BY, SUSPEND_REASON, SUSPEND_SINCE, SUSPEND_UNTIL } from '../application';
import { cut, dateTimeOf, mapOf, withoutUndefined } from '../json';
import { LONGEST_WORD } from './bounds';
import type { FluxObject } from './flux-object';

/** A pause as described by the annotations, which Flux ignores. */
export interface Pause {
  readonly reason?: string;
  /** The author of the pause. */
  readonly by?: string;
  /** The start, in RFC 3339 format. */
  readonly since?: string;
  /** The planned end, in RFC 3339 format. The pause does not end by itself. */
  readonly until?: string;
}

/** The reason of a target, and the type of a condition, for a pause whose `until` has passed. */
export const PAUSE_EXPIRED = 'PauseExpired';

/** The pause of a HelmRelease or Kustomization; undefined if it is not suspended, regardless of its annotations. */
export function pauseOf({ metadata, spec }: Pick<FluxObject, 'metadata' | 'spec'>): Pause | undefined {
  if (mapOf(spec).suspend !== true) return undefined;
  const { annotations = {} } = metadata;
  const text = (name: string) => (annotations[name] ? cut(annotations[name], LONGEST_WORD) : undefined);
  const time = (name: string) => dateTimeOf(annotations[name]);
  return withoutUndefined({
    reason: text(SUSPEND_REASON),
    by: text(SUSPEND_BY),
    since: time(SUSPEND_SINCE),
    until: time(SUSPEND_UNTIL),
  });
}

/** Whether the `until` of a pause has passed. */
export function isExpired({ until }: Pause, now: string): boolean {
  return until !== undefined && Date.parse(until) <= Date.parse(now);
}

/** Describes a pause in one line: `suspended by admin until 2026-12-01T08:00:00Z: the database is moved`. */
export function describePause({ reason, by, until }: Pause): string {
  const words = ['suspended', by && `by ${inOneLine(by)}`, until && `until ${until}`].filter(Boolean).join(' ');
  return reason === undefined ? words : `${words}: ${inOneLine(reason)}`;
}

function inOneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey them
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}
