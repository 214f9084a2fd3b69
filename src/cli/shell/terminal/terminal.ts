/** The size of a terminal. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
}

/** The terminal that a stream writes to; undefined for a file or a pipe. */
export function terminalOf(stream: NodeJS.WritableStream): Terminal | undefined {
  const { isTTY, columns, rows } = stream as Partial<NodeJS.WriteStream>;
  // a terminal that does not know its size reports 0
  return isTTY ? { columns: columns || 80, rows: rows || 24 } : undefined;
}

/** Whether a stream writes to a terminal whose cursor can be moved. */
export function canRedraw(stream: NodeJS.WritableStream): boolean {
  return terminalOf(stream) !== undefined && process.env.TERM !== 'dumb';
}
