import type {
  ChangeAnswer,
  ChangeOrder,
  Choices,
  Detail,
  Draft,
  DraftAnswer,
  FileText,
  Made,
  Overview,
  PauseAnswer,
  PauseOrder,
  Row,
  SaveAnswer,
  SaveOrder,
} from '../src/page';
import { keep, kept } from './storage';

/** The server rejects the token: it is missing, or from an earlier start. */
export class Denied extends Error {
  constructor() {
    super('Missing or invalid token');
  }
}

/** An error response. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The changes up to a revision. */
export interface Changes {
  readonly revision: number;
  readonly rows: readonly Row[];
  /** `namespace/name` of applications that no longer exist. */
  readonly gone: readonly string[];
}

/** The time of the server, and why it cannot read the cluster, if so. */
export interface Clock {
  readonly now: string;
  readonly trouble: string | null;
}

/** Receives the events of a stream. */
export interface StreamListener {
  changes(changes: Changes): void;
  clock(clock: Clock): void;
}

/** The token in the address that the command prints. */
const TOKEN = /^#token=([\w-]+)$/;

/** The server of this page. Its paths are relative, so that it works below any path. */
export class PageServer {
  /**
   * Moves the token from the address into the storage, so that it is not in the history. So does an address with a token
   * that is opened in the same tab later: the page then stays where it was, with all that was typed.
   *
   * @param renewed called when there is another token
   */
  static open(renewed: () => void): PageServer {
    const server = new PageServer(takenToken('#/') ?? kept('token') ?? '');
    addEventListener('hashchange', ({ oldURL }) => {
      const token = takenToken(/#.*/.exec(oldURL)?.[0] ?? '#/');
      if (token === undefined) return;
      server.token = token;
      renewed();
    });
    return server;
  }

  private constructor(private token: string) {}

  async overview(): Promise<Overview> {
    return await this.json('overview');
  }

  /** @returns undefined if there is no such application */
  async detail(namespace: string, name: string): Promise<Detail | undefined> {
    return await this.ofApplication('applications', namespace, name);
  }

  /** @returns undefined if there is no such application */
  async made(namespace: string, name: string): Promise<Made | undefined> {
    return await this.ofApplication('made', namespace, name);
  }

  /** @returns undefined if no file contains it */
  async file(namespace: string, name: string): Promise<FileText | undefined> {
    return await this.ofApplication('files', namespace, name);
  }

  async change(order: ChangeOrder): Promise<ChangeAnswer> {
    return await this.post('change', order);
  }

  private async ofApplication<T>(what: string, namespace: string, name: string): Promise<T | undefined> {
    try {
      return await this.json(`${what}/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return undefined;
      throw error;
    }
  }

  async order(goal: 'resume' | 'suspend', order: PauseOrder): Promise<PauseAnswer> {
    return await this.post(goal, order);
  }

  async choices(): Promise<Choices> {
    return await this.json('choices');
  }

  async draft(draft: Draft): Promise<DraftAnswer> {
    return await this.post('draft', draft);
  }

  async save(order: SaveOrder): Promise<SaveAnswer> {
    return await this.post('save', order);
  }

  /**
   * Follows changes until the server or the signal ends the stream. An EventSource cannot send the token.
   *
   * @param since the revision that the page has
   */
  async follow(since: number, listener: StreamListener, signal: AbortSignal): Promise<void> {
    const response = await this.request(`events?since=${since}`, { signal });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    let pending = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const events = (pending + decoder.decode(value, { stream: true })).split('\n\n');
      pending = events.pop() as string;
      for (const event of events) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(event) ?? [];
        // the server does not know the revision: everything has to be loaded again
        if (name === 'reset') return;
        if (name === 'changes' || name === 'clock') listener[name](JSON.parse(data as string));
      }
    }
  }

  private async post<T>(path: string, body: unknown): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    return await this.json(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  private async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    return (await this.request(path, init)).json();
  }

  private async request(path: string, init: RequestInit): Promise<Response> {
    const { token } = this;
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    const response = await fetch(`api/v1/${path}`, { ...init, headers });
    // the answer to an earlier token says nothing about this one
    if (response.status === 401 && token === this.token) throw new Denied();
    if (!response.ok) {
      const { message } = await response.json().catch(() => ({ message: response.statusText }));
      throw new Refused(response.status, message);
    }
    return response;
  }
}

/** Moves the token of the address into the storage. @param fragment the address afterwards; @returns undefined without one */
function takenToken(fragment: string): string | undefined {
  const [, token] = TOKEN.exec(location.hash) ?? [];
  if (token === undefined) return undefined;
  keep('token', token);
  history.replaceState(null, '', fragment);
  return token;
}
