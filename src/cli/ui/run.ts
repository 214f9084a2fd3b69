import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlanFile } from '../../change';
import { ExpectedError } from '../../diagnostics';
import { type ClusterOptions, ClusterReader } from '../../observe';
import type { Place, PlannedChanges } from '../../page';
import { checkCluster, readPlanFile } from '../apply/plan-file';
import { type PageFiles, readPageFiles } from '../page';
import type { Io } from '../shell';
import { ExitCode, stackOf, untilSignal, Waker } from '../shell';
import { printable } from '../shell/terminal';
import { apiOf } from './api';
import { choicesOf } from './choices';
import { EventStreams } from './event-streams';
import { LiveRows } from './live-rows';
import { PageServer } from './page-server';

export interface UiOptions extends ClusterOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly readOnly?: boolean;
  /** Serves the page to all who can reach it in a cluster. @default false */
  readonly inCluster?: boolean;
  /** Its host names in a cluster, in addition to localhost. */
  readonly allowedHost?: readonly string[];
  /** The folder for new files. @default - nothing is saved */
  readonly out?: string;
  /** A plan file to show. */
  readonly plan?: string;
}

/** Changes within this number of milliseconds are sent together. */
const GATHER_MS = 200;
/** The clock is sent at least this often, so that a page knows that it is up to date. */
const BEAT_MS = 15_000;

const TOKEN_BYTES = 32;

/** A browser opens at most six connections to a server: one is left, so that a further page can tell why it waits. */
const MOST_STREAMS = 5;
/** In a cluster, with many users. */
const MOST_STREAMS_IN_CLUSTER = 256;

/** `fluxapp ui`: runs until a signal. @returns the exit code */
export async function runUi(options: UiOptions, io: Io): Promise<number> {
  checkPlace(options);
  if (options.out !== undefined) checkFolder(options.out);
  const files = readPageFiles();
  await untilSignal((signal) => serveUi(options, files, io, signal));
  return ExitCode.Ok;
}

/**
 * Serves the page until the signal fires.
 *
 * @param io the address is printed to its standard output, once the page is served
 */
export async function serveUi(options: UiOptions, files: PageFiles, io: Io, signal: AbortSignal): Promise<void> {
  const planFile = options.plan === undefined ? undefined : await readPlanFile(options.plan);
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
    if (planFile) checkCluster(planFile, reader);
    await reader.known(signal);
    const { kubeconfig, out, inCluster = false, allowedHost = [] } = options;
    const shown = { kubeconfig, context: reader.context, server: reader.server };
    const place = placeOf(options, reader);
    const readOnly = inCluster || options.readOnly === true;
    const plan = planFile && { file: basename(options.plan as string), actions: actionsOf(planFile) };
    const constant = { mayPause: !readOnly, maySave: out !== undefined, ...(plan && { plan }) };
    const rows = new LiveRows(reader, place, constant, Date.now());
    live = rows;
    const streams = new EventStreams(rows, inCluster ? MOST_STREAMS_IN_CLUSTER : MOST_STREAMS);
    const choices = () => choicesOf(reader, shown, place.namespace);
    const api = apiOf({ views: reader, rows, streams, choices, out, writes: readOnly ? undefined : shown });
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const audience = inCluster ? { allowedHosts: allowedHost } : { token };
    server = await PageServer.start({
      ...{ port: options.port, audience, files, api },
      failed: (cause) => io.stderr.write(`${stackOf(cause)}\n`),
    });
    if (inCluster) io.stdout.write(`serves port ${server.port} to all who reach it, and changes nothing\n`);
    else {
      io.stdout.write(`${server.url}#token=${token}\n`);
      io.stderr.write('open this address in a browser of this machine; Ctrl-C ends it\n');
    }
    trouble = undefined;
    let said: string | undefined;
    while (!signal.aborted) {
      rows.trouble = trouble;
      if (trouble !== undefined && trouble !== said) io.stderr.write(`not up to date: ${printable(trouble)}\n`);
      said = trouble;
      rows.touchPaused(performance.now());
      rows.refresh();
      streams.flush();
      const isChange = await waker.sleep(signal, BEAT_MS);
      if (isChange) await sleep(GATHER_MS);
    }
    streams.close();
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await server?.close();
    await reader.close();
  }
}

/** @throws ExpectedError if there is no such folder */
function checkFolder(out: string): void {
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new ExpectedError(`--out ${out}: there is no such folder`);
}

/** @throws ExpectedError if the page would be open to all who can reach this machine */
function checkPlace({ inCluster = false, allowedHost = [] }: UiOptions): void {
  if (!inCluster && allowedHost.length > 0) throw new ExpectedError('--allowed-host needs --in-cluster');
  // Kubernetes sets it in every Pod
  if (inCluster && !process.env.KUBERNETES_SERVICE_HOST) {
    throw new ExpectedError('--in-cluster is for a Pod: on this machine anyone who can reach it could read the page');
  }
}

/** The place of the applications. In a cluster, the page does not know the contexts of its users. */
function placeOf({ kubeconfig, inCluster }: UiOptions, { context, scope }: ClusterReader): Place {
  const file = kubeconfig === undefined ? [] : ['--kubeconfig', resolve(kubeconfig)];
  return { context, namespace: scope.namespace, ...(!inCluster && { options: [...file, '--context', context] }) };
}

function actionsOf({ objects }: PlanFile): PlannedChanges['actions'] {
  return Object.fromEntries(objects.flatMap(({ address, action }) => (action === 'none' ? [] : [[address, action]])));
}
