/** Why it is not known what becomes of the workloads of a release: one line, without secrets. */
export class NotKnown extends Error {
  override readonly name = 'NotKnown';
}
