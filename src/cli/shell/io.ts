/** The streams of a command; tests pass their own. */
export interface Io {
  /** Standard input. `isTTY`: a person would have to type. */
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  /** Only data. */
  readonly stdout: NodeJS.WritableStream;
  /** Messages. With colours if it is a terminal. */
  readonly stderr: NodeJS.WritableStream;
}
