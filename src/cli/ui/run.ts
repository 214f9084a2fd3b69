import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClusterOptions, ClusterReader } from '../../observe';
import { type PageFiles, readPageFiles } from '../page';
import type { Io } from '../shell';
import { ExitCode, stackOf, untilSignal, Waker } from '../shell';
import { printable } from '../shell/terminal';
import { apiOf } from './api';
import { EventStreams } from './event-streams';
import { LiveRows } from './live-rows';
import { PageServer } from './page-server';

export interface UiOptions extends ClusterOptions {
  /** 0: one that is free. */
  readonly port: number;
  readonly readOnly?: boolean;
}

/** Changes are sent together that come within so many milliseconds. */
const GATHER_MS = 200;
/** The clock is sent at least so often, so that a page knows that it is up to date. */
const BEAT_MS = 15_000;

const TOKEN_BYTES = 32;

/** `fluxapp ui`: until a signal. @returns the exit code */
export async function runUi(options: UiOptions, io: Io): Promise<number> {
  const files = readPageFiles();
  await untilSignal((signal) => serveUi(options, files, io, signal));
  return ExitCode.Ok;
}

/**
 * Serves the page until the signal.
 *
 * @param io its standard output gets the address, once it is served
 */
export async function serveUi(options: UiOptions, files: PageFiles, io: Io, signal: AbortSignal): Promise<void> {
  const waker = new Waker();
  let live: LiveRows | undefined;
  let trouble: string | undefined;
  const reader = await ClusterReader.open(options, {
    listener: {
      changed: (key) => {
        live?.touch(key);
        waker.wake();
      },
      trouble: (message) => {
        trouble = message;
        waker.wake();
      },
    },
  });
  let server: PageServer | undefined;
  try {
    await reader.known(signal);
    const place = { context: reader.context, namespace: reader.scope.namespace };
    const rows = new LiveRows(reader, place, !options.readOnly);
    live = rows;
    const streams = new EventStreams(rows);
    const api = apiOf({ views: reader, rows, streams, writes: options.readOnly ? undefined : options });
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    server = await PageServer.start({
      ...{ port: options.port, token, files, api },
      failed: (cause) => io.stderr.write(`${stackOf(cause)}\n`),
    });
    io.stdout.write(`${server.url}#token=${token}\n`);
    io.stderr.write('open this address in a browser of this machine; Ctrl-C ends it\n');
    trouble = undefined;
    let said: string | undefined;
    while (!signal.aborted) {
      rows.trouble = trouble;
      if (trouble !== undefined && trouble !== said) io.stderr.write(`not up to date: ${printable(trouble)}\n`);
      said = trouble;
      rows.refresh();
      streams.flush();
      const isChange = await waker.sleep(signal, BEAT_MS);
      if (isChange) await sleep(GATHER_MS);
      else rows.touchPaused();
    }
    streams.close();
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await server?.close();
    await reader.close();
  }
}
