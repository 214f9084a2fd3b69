/** The parts of the page with text that only this page has. */
const parts = new Set<string>();

/**
 * Notes whether a part of the page has typed text that is not saved. While any part has, the browser asks before it closes
 * the page or loads it again.
 *
 * @param part `new`, or the `namespace/name` of an edited application
 */
export function noteUnsaved(part: string, isUnsaved: boolean): void {
  if (isUnsaved) parts.add(part);
  else parts.delete(part);
  if (parts.size > 0) addEventListener('beforeunload', ask);
  else removeEventListener('beforeunload', ask);
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
