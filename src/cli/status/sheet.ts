/** The output medium. */
export interface Sheet {
  /** Determines whether there are colours. */
  readonly stream: NodeJS.WritableStream;
  /** The width in columns. @default - unlimited: a file or a pipe */
  readonly width?: number;
}
