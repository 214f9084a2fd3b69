/** How many names a message gives before it counts the rest. */
const FEW = 3;

/**
 * Names for a message, with the number of omitted ones: `a, b, c and 4 more`.
 *
 * @param most the maximum number of names
 */
export function firstFew(names: readonly string[], most = FEW): string {
  const named = names.slice(0, most).join(', ');
  return names.length > most ? `${named} and ${names.length - most} more` : named;
}
