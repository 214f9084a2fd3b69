/**
 * Whether one resource version is newer than another of the same kind. They are whole numbers, and comparable since
 * Kubernetes 1.35 by contract, before by fact
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions).
 */
export function isNewer(one: string, other: string): boolean {
  if (one.length !== other.length) return one.length > other.length;
  return one > other;
}
