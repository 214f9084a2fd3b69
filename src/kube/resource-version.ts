/**
 * Whether the one resource version is newer than the other, of the same kind on the same server. They are decimal numbers
 * that grow (KEP-5504), too long for a JavaScript number. Of anything else nothing is newer.
 */
export function isNewer(one: string, other: string): boolean {
  if (!/^\d+$/.test(one) || !/^\d+$/.test(other)) return false;
  const [a, b] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
  return a.length === b.length ? a > b : a.length > b.length;
}
