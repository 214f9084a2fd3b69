import type { ServerResponse } from 'node:http';
import { rfc3339 } from '../../kubernetes';
import { pageJson } from '../page';
import type { LiveRows } from './live-rows';

/**
 * A page that does not read its stream is disconnected when this number of bytes waits for it. It reconnects and
 * requests the changes that it has missed.
 */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

/** The streams of events of all open pages, as text of server-sent events. */
export class EventStreams {
  /** By stream: the last revision that was sent. */
  private readonly sent = new Map<ServerResponse, number>();

  /** @param most the maximum number of streams */
  constructor(
    private readonly rows: LiveRows,
    private readonly most: number,
  ) {}

  get isFull(): boolean {
    return this.sent.size >= this.most;
  }

  /** Adds a stream whose head has been written. @param since the revision that the page has */
  add(response: ServerResponse, since: number): void {
    response.on('close', () => this.sent.delete(response));
    this.sent.set(response, since);
    this.send(response, since);
  }

  /** Sends each page the changes since the last ones it was sent, and the time. */
  flush(): void {
    for (const [response, since] of this.sent) this.send(response, since);
  }

  close(): void {
    for (const response of this.sent.keys()) response.end();
  }

  private send(response: ServerResponse, since: number): void {
    const changes = this.rows.since(since);
    const { trouble = null } = this.rows;
    const lines = changes === undefined ? [event('reset', {})] : [event('changes', changes)];
    response.write([...lines, event('clock', { now: rfc3339(new Date()), trouble })].join(''));
    const isSlow = response.writableLength > MOST_WAITING_BYTES;
    if (changes && !isSlow) {
      this.sent.set(response, changes.revision);
      return;
    }
    // a page that does not read cannot receive the end of its stream
    this.sent.delete(response);
    if (isSlow) response.destroy();
    else response.end();
  }
}

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${pageJson(data)}\n\n`;
}
