const newline = 0x0a;

/**
 * The lines of a stream of bytes, without their ends, as they become whole. Bytes of an unfinished line are gathered, not
 * joined again and again: a line of a megabyte in a thousand pieces costs no more than in one. A last line without an end
 * is half of one, and left out.
 */
export async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let pending: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      pending.push(chunk.subarray(start, end));
      // Decoded whole: characters may be split between chunks.
      yield Buffer.concat(pending).toString('utf8');
      pending = [];
      start = end + 1;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
}
