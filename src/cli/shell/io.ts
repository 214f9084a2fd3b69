/** The streams of a command; tests pass their own. */
export interface Io {
  /** Standard input. With `isTTY` a person would have to type. */
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  /** For data only. */
  readonly stdout: NodeJS.WritableStream;
  /** For messages, with colours on a terminal. */
  readonly stderr: NodeJS.WritableStream;
}
