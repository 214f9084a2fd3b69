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
  SaveAnswer,
  SaveOrder,
  StaticData,
} from '../src/page';
import { type Changes, type Clock, Denied, PageServer, Refused, type StreamListener } from './server';

/** How up to date the page is. */
export type Lamp = 'behind' | 'connecting' | 'live' | 'static';

/** The state that the page shows. */
export interface Known {
  /** Undefined while it is loading. */
  readonly overview?: Overview;
  readonly lamp: Lamp;
  /** Whether the server rejects the token. */
  readonly isDenied: boolean;
}

/** The requests for creating and changing applications. */
export interface DraftServer {
  choices(): Promise<Choices>;
  draft(draft: Draft): Promise<DraftAnswer>;
  save(order: SaveOrder): Promise<SaveAnswer>;
  /** @returns undefined if there is no such application */
  made(namespace: string, name: string): Promise<Made | undefined>;
  /** @returns undefined if no file contains it */
  file(namespace: string, name: string): Promise<FileText | undefined>;
  change(order: ChangeOrder): Promise<ChangeAnswer>;
}

/** The source of the page's data. */
export interface DataSource {
  readonly known: Known;
  /** Undefined in a page that is a file, which has no server. */
  readonly drafts?: DraftServer;
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
  /** @returns undefined if there is no such application */
  detail(namespace: string, name: string): Promise<Detail | undefined>;
  order(goal: 'resume' | 'suspend', order: PauseOrder): Promise<PauseAnswer>;
}

/** The data inside the document of a page in a file; undefined if a server provides them. */
export function staticSource(): DataSource | undefined {
  const element = document.getElementById('data');
  if (element === null) return undefined;
  const { overview, details }: StaticData = JSON.parse(element.textContent ?? '');
  return {
    known: { overview, lamp: 'static', isDenied: false },
    subscribe: () => () => {},
    async detail(namespace, name) {
      const status = details[`${namespace}/${name}`];
      return status && { now: overview.now, status };
    },
    async order() {
      throw new Error('a page that is a file orders nothing');
    },
  };
}

/** The delay between attempts to reach the server, in seconds: it grows with the number of failures. */
const [SHORTEST_WAIT_S, LONGEST_WAIT_S] = [1, 15];
/** The server sends the time every 15 s: after this silence, it counts as unreachable. */
const LONGEST_SILENCE_MS = 40_000;

/** Follows the server. A hidden page has no connection, because browsers limit their number. */
export class LiveSource implements DataSource, StreamListener {
  known: Known = { lamp: 'connecting', isDenied: false };
  private readonly listeners = new Set<() => void>();
  private readonly server = PageServer.open(() => this.renew());
  readonly drafts: DraftServer = this.server;
  private stream = new AbortController();
  private wake: () => void = () => {};
  private silence: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.stream.abort();
      else this.wake();
    });
    void this.run();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  detail(namespace: string, name: string): Promise<Detail | undefined> {
    return this.server.detail(namespace, name);
  }

  order(goal: 'resume' | 'suspend', order: PauseOrder): Promise<PauseAnswer> {
    return this.server.order(goal, order);
  }

  private async run(): Promise<void> {
    let wait = SHORTEST_WAIT_S;
    for (;;) {
      const start = performance.now();
      this.stream = new AbortController();
      try {
        // changes while the page was hidden are in the next events
        const overview = this.known.overview ?? (await this.server.overview());
        this.set({ overview });
        // a proxy may collect the events, so that not even the first one arrives
        this.awaitClock();
        await this.server.follow(overview.revision, this, this.stream.signal);
        wait = SHORTEST_WAIT_S;
        // the server has ended the stream: a restart, or a revision that it does not know
        if (!this.stream.signal.aborted) this.set({ overview: await this.server.overview() });
      } catch (error) {
        if (error instanceof Denied) {
          this.set({ isDenied: true });
          await new Promise<void>((resolve) => (this.wake = resolve));
          continue;
        }
        const { overview } = this.known;
        const isFull = error instanceof Refused && error.status === 429;
        if (isFull && overview) this.set({ overview: { ...overview, trouble: error.message } });
        if (!this.stream.signal.aborted) this.set({ lamp: 'behind' });
      }
      const hasLasted = performance.now() - start > LONGEST_WAIT_S * 1000;
      // the page itself ends the stream when it is hidden
      if (hasLasted || this.stream.signal.aborted) wait = SHORTEST_WAIT_S;
      await this.pause(wait);
      wait = Math.min(LONGEST_WAIT_S, wait * 2);
    }
  }

  /** Loads everything again, with another token: that of a server that has started again, with revisions of its own. */
  private renew(): void {
    this.set({ overview: undefined, lamp: 'connecting', isDenied: false });
    this.stream.abort();
    this.wake();
  }

  /** Waits until the time is up and the page is visible. A hidden page only waits until it is visible. */
  private async pause(seconds: number): Promise<void> {
    if (!document.hidden) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, seconds * 1000);
      });
    }
    while (document.hidden) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  changes({ revision, rows, gone }: Changes): void {
    const { overview } = this.known;
    if (overview === undefined || overview.revision === revision) return;
    const byKey = new Map(overview.rows.map((row) => [`${row.namespace}/${row.name}`, row]));
    for (const key of gone) byKey.delete(key);
    for (const row of rows) byKey.set(`${row.namespace}/${row.name}`, row);
    const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    this.set({ overview: { ...overview, revision, rows: sorted } });
  }

  clock({ now, trouble }: Clock): void {
    const { overview } = this.known;
    if (overview === undefined) return;
    this.awaitClock();
    const isBehind = trouble !== null;
    this.set({ overview: { ...overview, now, trouble: trouble ?? undefined }, lamp: isBehind ? 'behind' : 'live' });
  }

  /** Ends the stream if the time does not come. */
  private awaitClock(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.set({ lamp: 'behind' });
      this.stream.abort();
    }, LONGEST_SILENCE_MS);
  }

  private set(known: Partial<Known>): void {
    this.known = { ...this.known, ...known };
    for (const listener of this.listeners) listener();
  }
}
