/** One line of a watch. A BOOKMARK holds only `metadata.resourceVersion`; the object of an ERROR is a Status. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  // biome-ignore lint/suspicious/noExplicitAny: an object of any kind, straight from JSON
  readonly object: any;
}

const newline = 0x0a;

/**
 * The lines of a byte stream without their line endings, each as soon as it is complete. The chunks of a line are
 * joined only once, so that a long line in many chunks is not slow. An incomplete last line is omitted.
 */
export async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let pending: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      pending.push(chunk.subarray(start, end));
      // Decoded as a whole: a character may be split between chunks.
      yield Buffer.concat(pending).toString('utf8');
      pending = [];
      start = end + 1;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
}
