/** Date and time as Kubernetes writes them: to the second, in UTC (RFC 3339). */
export function rfc3339(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
