import { LOWERED_BY, LOWERING_FINALIZER } from '../../application';
import {
  type HandedObject,
  type Handover,
  handoverFromController,
  handoverToController,
  isUnchanged,
  kustomizationOf,
} from '../../change';
import { loweredObjectsIn, madeObjectOf, pathOfObject, type TenancyRules, wantedOf } from '../../controllers';
import { ExpectedError, several } from '../../diagnostics';
import { canonicalJson, listOf, mapOf, omit, type ValueMap } from '../../json';
import { ApiError, KubeClient, pathOf, serverSideApply, sleep } from '../../kube';
import { APPLICATION, DELIVERIES, namespacedName } from '../../kubernetes';
import { COMMAND_MANAGER, CONTROLLER_MANAGER } from '../../observe';
import { ExitCode, type Io, interruptionOf, printError, untilSignal } from '../shell';
import { isConfirmed } from '../shell/confirm';

export interface HandoverOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly to: 'controller' | 'flux' | 'fluxapp';
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly defaultServiceAccount?: string;
  readonly trustedNamespace: readonly string[];
  readonly allowCrossNamespaceRefs?: boolean;
}

/** The field manager of the new applier. */
const MANAGERS = { controller: CONTROLLER_MANAGER, flux: 'kustomize-controller', fluxapp: COMMAND_MANAGER };

/** The timeout for the controller to remove its finalizer from an Application. */
const LET_GO_MS = 60_000;
const PAUSE_MS = 200;
/** Represents a deleted Kustomization: its inventory is empty. */
const GONE: ValueMap = { status: { inventory: { entries: [] } } };
/** How many times an object is read again after another writer has changed it. */
const MOST_TRIES = 10;

/** `fluxapp handover`. @returns the exit code */
export function runHandover(name: string, options: HandoverOptions, io: Io): Promise<number> {
  return untilSignal(async (signal) => {
    const client = await KubeClient.load(options);
    try {
      return await new HandoverRun(client, name, options, io, signal).run();
    } catch (cause) {
      const interruption = interruptionOf(signal);
      if (interruption === undefined) throw cause;
      printError(io, interruption.message);
      return interruption.exitCode;
    } finally {
      await client.close();
    }
  });
}

class HandoverRun {
  private readonly namespace: string;
  private readonly path: string;

  constructor(
    private readonly client: KubeClient,
    private readonly name: string,
    private readonly options: HandoverOptions,
    private readonly io: Io,
    private readonly signal: AbortSignal,
  ) {
    this.namespace = options.namespace ?? client.namespace;
    this.path = pathOf(APPLICATION, this.namespace, name);
  }

  async run(): Promise<number> {
    const { to, dryRun, yes } = this.options;
    const called = namespacedName({ namespace: this.namespace, name: this.name });
    const planned = await this.plan();
    if (planned === undefined) return ExitCode.Error;
    const { objects } = planned;
    for (const { object } of objects) this.io.stdout.write(`${object.kind} ${object.name}: 0 changes of its spec\n`);
    const what = `${several(objects.length, 'object')} of ${called} to ${MANAGERS[to]}`;
    if (dryRun) {
      this.io.stdout.write(`Would hand over ${what}.\n`);
      return ExitCode.Ok;
    }
    if (!yes && !(await isConfirmed(`Hand over ${what}?`, this.io, this.signal))) {
      this.io.stderr.write('nothing was handed over\n');
      return ExitCode.Error;
    }
    // the objects may have changed while the command waited for the answer
    const handover = yes ? planned : await this.plan();
    if (handover === undefined) return ExitCode.Error;
    if (to === 'controller') await this.give(handover);
    else await this.take(handover);
    this.io.stdout.write(`Handed over ${what}.\n`);
    return ExitCode.Ok;
  }

  /** The handover; undefined if it is refused, which is printed. */
  private async plan(): Promise<Handover | undefined> {
    const application = await this.read(this.path);
    if (application === undefined) {
      const called = namespacedName({ namespace: this.namespace, name: this.name });
      throw new ExpectedError(`Application ${called} does not exist`);
    }
    const handover =
      this.options.to === 'controller' ? await this.toController(application) : await this.fromController(application);
    for (const refusal of handover.refusals) printError(this.io, refusal);
    return handover.refusals.length > 0 ? undefined : handover;
  }

  private async toController(application: ValueMap): Promise<Handover> {
    const { defaultServiceAccount, trustedNamespace, allowCrossNamespaceRefs } = this.options;
    const rules: TenancyRules = {
      ...{ defaultServiceAccount, trustedNamespaces: trustedNamespace },
      allowsCrossNamespaceRefs: allowCrossNamespaceRefs,
    };
    const { objects: wanted, problems } = wantedOf(application, rules);
    if (problems.length > 0) return { objects: [], application: {}, refusals: problems };
    const lives = new Map<ValueMap, ValueMap>();
    for (const object of wanted) {
      const live = await this.read(pathOfObject(object));
      if (live !== undefined) lives.set(object, live);
    }
    const kustomizations = await this.kustomizationsOf([application, ...lives.values()]);
    const liveOf = (object: ValueMap) => lives.get(object);
    return handoverToController({ application, wanted, liveOf, kustomizations, manager: CONTROLLER_MANAGER });
  }

  private async fromController(application: ValueMap): Promise<Handover> {
    const objects = await loweredObjectsIn(this.client, this.namespace, { signal: this.signal });
    const called = namespacedName({ namespace: this.namespace, name: this.name });
    const members = objects.filter((object) => madeObjectOf(object, String(object.kind))?.application === called);
    return handoverFromController(application, members, { from: CONTROLLER_MANAGER, to: MANAGERS[this.options.to] });
  }

  private async kustomizationsOf(objects: readonly ValueMap[]): Promise<ReadonlyMap<string, ValueMap>> {
    const found = new Map<string, ValueMap>();
    for (const named of objects.flatMap((object) => kustomizationOf(object) ?? [])) {
      const key = namespacedName(named);
      if (found.has(key)) continue;
      found.set(key, (await this.read(pathOf(DELIVERIES.Kustomization, named.namespace, named.name))) ?? GONE);
    }
    return found;
  }

  /** To the controller: first the objects, so that the controller finds them all when it takes the Application. */
  private async give({ objects, application }: Handover): Promise<void> {
    for (const handed of objects) {
      await this.setManagers(handed);
      const { object, live } = handed;
      const path = pathOfObject(object.value);
      const apply = (dryRun: boolean) =>
        serverSideApply(this.client, path, object.value, {
          ...{ manager: CONTROLLER_MANAGER, force: true, dryRun, signal: this.signal },
        });
      const tried = await apply(true);
      if (tried.outcome !== 'applied' || contentOf(tried.object) !== contentOf(live)) {
        throw new ExpectedError(
          `${object.kind} ${object.name} would change in spite of the comparison: its spec was not written. Apply the code, and run the command again`,
        );
      }
      await apply(false);
    }
    await this.patch(this.path, application);
  }

  /** From the controller: first the Application, so that the controller recreates nothing. */
  private async take({ objects, application }: Handover): Promise<void> {
    await this.patch(this.path, application);
    const end = performance.now() + LET_GO_MS;
    const isHeld = async () => {
      const stored = await this.read(this.path);
      return listOf(mapOf(stored?.metadata).finalizers).includes(LOWERING_FINALIZER);
    };
    while (await isHeld()) {
      if (performance.now() > end) {
        throw new ExpectedError(
          'the controller has not released the Application: check that it is running, and run the command again',
        );
      }
      await sleep(PAUSE_MS, this.signal);
      this.signal.throwIfAborted();
    }
    for (const handed of objects) {
      await this.setManagers(handed);
      await this.patch(pathOfObject(handed.object.value), { metadata: { labels: { [LOWERED_BY]: null } } });
    }
  }

  /**
   * Flux may write the status of the object in the meantime, which changes managedFields: then they are computed again.
   */
  private async setManagers({ object, live, managedFieldsOf }: HandedObject): Promise<void> {
    const path = pathOfObject(object.value);
    let now: ValueMap | undefined = live;
    for (let tries = 0; tries < MOST_TRIES && now !== undefined && isUnchanged(live, now); tries++) {
      const managedFields = managedFieldsOf(now);
      if (managedFields === undefined) return;
      try {
        await this.client.request('PATCH', path, {
          query: { fieldManager: COMMAND_MANAGER },
          contentType: 'application/json-patch+json',
          body: [
            { op: 'replace', path: '/metadata/managedFields', value: managedFields },
            { op: 'replace', path: '/metadata/resourceVersion', value: mapOf(now.metadata).resourceVersion },
          ],
          signal: this.signal,
        });
        return;
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 409)) throw error;
      }
      now = await this.read(path);
    }
    throw new ExpectedError(
      `${object.kind} ${object.name} was changed in the meantime: run the command again to continue`,
    );
  }

  private async patch(path: string, body: ValueMap): Promise<void> {
    const { signal } = this;
    await this.client.request('PATCH', path, { query: { fieldManager: COMMAND_MANAGER }, body, signal });
  }

  private async read(path: string): Promise<ValueMap | undefined> {
    try {
      return mapOf(await this.client.request('GET', path, { signal: this.signal }));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }
}

function contentOf(object: unknown): string {
  return canonicalJson(omit(mapOf(object), ['metadata', 'status']));
}
