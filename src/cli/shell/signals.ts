import { constants } from 'node:os';
import { ExpectedError } from '../../diagnostics';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A signal ended the work before it was finished. */
export class Interrupted extends ExpectedError {
  override readonly name = 'Interrupted';

  constructor(readonly signal: NodeJS.Signals) {
    super(`interrupted (${signal})`);
  }

  /** 128 and the number of the signal, the exit status that a shell reports for a process ended by a signal. */
  get exitCode(): number {
    return 128 + constants.signals[this.signal];
  }
}

/**
 * Runs long work. The first SIGINT, SIGTERM or SIGHUP aborts the signal passed to the work, with {@link Interrupted} as
 * the reason, so that it can stop in order; from then on, and after the work has ended, signals end the process at
 * once.
 */
export async function untilSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const restore = () => {
    for (const name of SIGNALS) process.off(name, stop);
  };
  const stop = (name: NodeJS.Signals) => {
    restore();
    controller.abort(new Interrupted(name));
  };
  for (const name of SIGNALS) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    restore();
  }
}

/** The interruption that aborted a signal of {@link untilSignal}, if there was one. */
export function interruptionOf({ reason }: AbortSignal): Interrupted | undefined {
  return reason instanceof Interrupted ? reason : undefined;
}

/**
 * Ends this process by the signal that interrupted its work, if one did. A shell that runs a script then ends the
 * script too, as for other commands; after an exit with 130 it would continue.
 *
 * @param code the exit code, used if the signal does not end the process: as process 1 of a container
 */
export function endBySignal(code: number): void {
  const name = SIGNALS.find((each) => code === 128 + constants.signals[each]);
  if (name !== undefined) process.kill(process.pid, name);
}
