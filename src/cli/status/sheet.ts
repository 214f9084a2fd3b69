/** What something is printed on. */
export interface Sheet {
  /** Decides whether there are colours. */
  readonly stream: NodeJS.WritableStream;
  /** In columns. @default - as wide as it gets: a file or a pipe */
  readonly width?: number;
}
