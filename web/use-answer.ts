import { useEffect, useRef, useState } from 'preact/hooks';

/** A request is sent when nothing was typed for this number of milliseconds. */
const PAUSE_MS = 150;

/** The last answer of the server, and the failure of the latest request. */
export interface Answered<A> {
  readonly answer?: A;
  readonly failure?: string;
}

/** The answer of the server to the typed text. Undefined: nothing has been typed yet. */
export function useAnswer<T, A>(typed: T | undefined, ask: (typed: T) => Promise<A>): Answered<A> {
  const [answered, setAnswered] = useState<Answered<A>>({});
  const asks = useRef(ask);
  asks.current = ask;
  useEffect(() => {
    if (typed === undefined) return;
    let isOver = false;
    const set = (next: (before: Answered<A>) => Answered<A>) => {
      if (!isOver) setAnswered(next);
    };
    const timer = setTimeout(() => {
      asks.current(typed).then(
        (answer) => set(() => ({ answer })),
        (error: unknown) => set(({ answer }) => ({ answer, failure: wordsOf(error) })),
      );
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [typed]);
  return answered;
}

/** The message of an error for the user. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
