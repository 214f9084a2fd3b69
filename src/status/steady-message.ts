/**
 * The message to show of something that fails again and again in the same way: each time it tells of other ports,
 * durations and counts. The one that stands is kept where numbers are all that differs.
 *
 * @param message in full
 * @param stored the one that stands, which may have been cut
 */
export function steadyMessage(message: string, stored: string): string {
  const [said, stands] = [withoutNumbers(message), withoutNumbers(stored)];
  if (!stands.endsWith('…')) return said === stands ? stored : message;
  return said.startsWith(stands.slice(0, -1)) ? stored : message;
}

function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '#');
}
