import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from './client';
import { Part } from './part';
import { freePort, onFreePorts } from './ports';
import type { Sandbox } from './sandbox';

/** A Flux controller, without `-controller`. */
export type FluxController = 'source' | 'helm' | 'kustomize';

/** The options of Flux's controllers. */
export interface FluxOptions {
  /** Flags added at the end of a controller's own, so they take precedence. */
  readonly flags?: Readonly<Partial<Record<FluxController, readonly string[]>>>;
}

/** Flux's controllers, each a process. */
export type Flux = Readonly<Record<FluxController, Part>>;

/** Everything that is needed to start the controllers. */
export interface StartFluxOptions extends FluxOptions {
  /** The cluster that they reconcile; it has Flux's CRDs. */
  readonly host: Client;
  /** Path of each controller. */
  readonly commands: Readonly<Record<FluxController, string>>;
}

/** Starts source-, helm- and kustomize-controller. They are connected to each other, and write no events. */
export async function startFlux(sandbox: Sandbox, { host, commands, flags = {} }: StartFluxOptions): Promise<Flux> {
  const start = async (controller: FluxController, artifacts: string, own: string[], isUp = async () => true) => {
    const health = `127.0.0.1:${await freePort()}`;
    const common = [`--health-addr=${health}`, '--metrics-addr=127.0.0.1:0', '--events-addr='];
    return Part.start(sandbox, {
      name: `${controller}-controller`,
      command: commands[controller],
      args: [...common, ...own, ...(flags[controller] ?? [])],
      env: { KUBECONFIG: host.kubeconfig, SOURCE_CONTROLLER_LOCALHOST: artifacts },
      isUp: async () => (await answer(`http://${health}/readyz`)).ok && (await isUp()),
    });
  };

  const [source, artifacts] = await onFreePorts(async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const folder = sandbox.subfolder('artifacts');
    const storage = [`--storage-path=${folder}`, `--storage-addr=${address}`, `--storage-adv-addr=${address}`];
    // it reports that it is ready before its file server listens: check that this responds too, and that it is this one
    const mark = randomUUID();
    writeFileSync(join(folder, 'mark'), mark);
    const serves = async () => (await (await answer(`http://${address}/mark`)).text()) === mark;
    return [await start('source', address, storage, serves), address] as const;
  });
  const reconciling = ['--requeue-dependency=1s', '--concurrent=8', '--interval-jitter-percentage=0'];
  const [helm, kustomize] = await Promise.all([
    onFreePorts(() => start('helm', artifacts, reconciling)),
    onFreePorts(() => start('kustomize', artifacts, reconciling)),
  ]);
  return { source, helm, kustomize };
}

const answer = (url: string) => fetch(url, { signal: AbortSignal.timeout(2_000) });
