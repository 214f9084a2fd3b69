/** Why the workload changes of a release are unknown: one line, without secrets. */
export class NotKnown extends Error {
  override readonly name = 'NotKnown';
}
