import { StringDecoder } from 'node:string_decoder';

/** One line of a watch. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: unknown;
}

/** The events in a body that comes in pieces: one JSON document a line, a line in any number of pieces. */
export async function* watchEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<WatchEvent> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  for await (const chunk of body) {
    const [first = '', ...lines] = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)).split('\n');
    parts.push(first);
    for (const next of lines) {
      const line = parts.join('');
      parts = [next];
      if (line.trim() !== '') yield JSON.parse(line) as WatchEvent;
    }
  }
}
