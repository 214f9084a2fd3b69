/**
 * The message to show of something that fails again and again in the same way: each time it tells of other ports,
 * durations and counts. The one that stands is kept where numbers are all that differs.
 */
export function steadyMessage(message: string, stored: string): string {
  return withoutNumbers(message) === withoutNumbers(stored) ? stored : message;
}

function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '#');
}
