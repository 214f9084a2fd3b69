import { canRedraw } from './terminal';

/** Shows the progress of long work on a terminal, on one line that is removed afterwards. */
export interface Counter {
  /** `objects tried: 120 of 421`. */
  show(what: string, done: number, all: number): void;
  clear(): void;
}

const CLEAR_LINE = '\r\u001b[K';

/** The minimum number of items: less work ends before a person could read the count. */
const LEAST = 20;

export function counterOn(stream: NodeJS.WritableStream): Counter {
  if (!canRedraw(stream)) return { show() {}, clear() {} };
  let isShown = false;
  return {
    show(what, done, all) {
      if (all < LEAST) return;
      isShown = true;
      stream.write(`${CLEAR_LINE}objects ${what}: ${done} of ${all}`);
    },
    clear() {
      if (isShown) stream.write(CLEAR_LINE);
    },
  };
}

/** Shows a count on a terminal during the work. */
export async function withCounter<T>(
  stream: NodeJS.WritableStream,
  work: (show: Counter['show']) => Promise<T>,
): Promise<T> {
  const counter = counterOn(stream);
  try {
    return await work(counter.show);
  } finally {
    counter.clear();
  }
}
