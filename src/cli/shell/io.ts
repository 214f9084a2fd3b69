/** The streams of a command; tests pass their own. */
export interface Io {
  /** Standard input. `isTTY`: somebody would have to type. */
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  /** Data, and nothing else. */
  readonly stdout: NodeJS.WritableStream;
  /** Words about it. Colours where it is a terminal. */
  readonly stderr: NodeJS.WritableStream;
}
