import {
  type AppliedBy,
  asSent,
  doubtful,
  type ForetoldObject,
  foretoldObject,
  isForetoldOnly,
  type PlanObject,
  type SentApply,
  withForetold,
} from '../../../change';
import { mapOf, mergePatch, type ValueMap } from '../../../json';
import {
  ApiError,
  type KubeClient,
  pathOf,
  type RequestOptions,
  type ServedKind,
  type ServerSideApplyResult,
  serverSideApply,
} from '../../../kube';
import { messageOf } from './answers';
import { inNamespace } from './resolve';

/** The result of a dry run: the predicted object, or why the API server rejects or forbids the request. */
export type DryRun =
  | { readonly outcome: 'foretold'; readonly object: ForetoldObject }
  | { readonly outcome: 'refused'; readonly message: string }
  | { readonly outcome: 'forbidden'; readonly message: string };

/** An object, and its applier. */
export interface Applied {
  readonly desired: PlanObject;
  readonly live: ValueMap | undefined;
  readonly by: AppliedBy;
  readonly kind: ServedKind;
}

/** A namespace that exists in every cluster: objects of a new namespace are tried there. */
const ANY_NAMESPACE = 'default';

/** A name that no object has. */
const ANY_NAME = 'fluxapp-plan-dry-run';

/** Determines with dry runs what the API server would store for objects. */
export class DryRuns {
  /** Kinds with namespaces that the API server has reported as missing, to save a request for each further object. */
  private readonly missing = new Set<string>();

  constructor(
    private readonly client: KubeClient,
    private readonly signal: AbortSignal,
    /** Namespaces that the code creates. */
    private readonly newNamespaces: ReadonlySet<string>,
  ) {}

  async of(applied: Applied): Promise<DryRun> {
    const { desired, live, by } = applied;
    const { as } = by;
    if (as.method === 'client-side') return this.patched(applied);
    const apply = (object: PlanObject, force: boolean) => this.apply(asSent(object.value, as), applied, object, force);
    const place = `${desired.kind} ${desired.namespace}`;
    const elsewhere = async () =>
      this.inNewNamespace(applied, await this.elsewhere(applied, (object) => apply(object, false)));
    if (this.missing.has(place)) return elsewhere();
    const answer = await apply(desired, false);
    switch (answer.outcome) {
      case 'applied':
        return this.stored(applied, answer.object, []);
      case 'conflict': {
        const forced = await apply(desired, true);
        return forced.outcome === 'applied'
          ? this.stored(applied, forced.object, answer.conflicts)
          : { outcome: 'refused', message: messageOf(forced) };
      }
      case 'namespace-missing':
        if (!this.newNamespaces.has(answer.namespace)) {
          return { outcome: 'refused', message: `${messageOf(answer)}, and the code does not create it` };
        }
        this.missing.add(place);
        return elsewhere();
      case 'no-dry-run': {
        const doubt = `an admission webhook does not support dry run: ${answer.message}`;
        return { outcome: 'foretold', object: foretoldObject(desired, live, { ...by, doubt }) };
      }
      case 'forbidden':
        return { outcome: 'forbidden', message: answer.message };
      default:
        return { outcome: 'refused', message: messageOf(answer) };
    }
  }

  private apply(
    { text, manager, isForced }: SentApply,
    { kind }: Applied,
    { namespace, name }: PlanObject,
    force: boolean,
  ): Promise<ServerSideApplyResult> {
    const options = { manager, force: force || isForced, dryRun: true, signal: this.signal };
    return serverSideApply(this.client, pathOf(kind.resource, namespace, name), text, options);
  }

  private stored({ desired, live, by }: Applied, object: unknown, conflicts: ForetoldObject['conflicts']): DryRun {
    // a dry run does not show the fields that kustomize-controller takes over before it applies
    if (live !== undefined && isForetoldOnly(live, desired.value, by.as)) {
      return { outcome: 'foretold', object: foretoldObject(desired, live, by) };
    }
    const stored = { object: object as ValueMap, conflicts, unverified: doubtful(by) };
    return { outcome: 'foretold', object: withForetold(desired, live, by, stored) };
  }

  /** The three-way patch of kubectl. */
  private async patched({ desired, live, by, kind }: Applied): Promise<DryRun> {
    const foretold = foretoldObject(desired, live, by);
    const body = mergePatch(live, foretold.stored);
    if (body === undefined) return { outcome: 'foretold', object: foretold };
    const query: RequestOptions['query'] = {
      dryRun: 'All',
      fieldManager: 'kubectl-client-side-apply',
      fieldValidation: 'Strict',
    };
    try {
      const path = pathOf(kind.resource, desired.namespace, desired.name);
      const object = await this.client.request('PATCH', path, { query, body, signal: this.signal, isRepeatable: true });
      return this.stored({ desired, live, by, kind }, object, []);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.isUnauthorized) return { outcome: 'forbidden', message: error.message };
      if (error.isRefusal) return { outcome: 'refused', message: error.message };
      throw error;
    }
  }

  /**
   * Tries an object of a new namespace in an existing one; if that has another object with its name, which owns fields
   * or has fields that cannot change, under another name.
   */
  private async elsewhere(
    { desired, kind }: Applied,
    apply: (object: PlanObject) => Promise<ServerSideApplyResult>,
  ): Promise<ServerSideApplyResult> {
    const placed = inNamespace(desired, ANY_NAMESPACE);
    const answer = await apply(placed);
    if (answer.outcome !== 'conflict' && answer.outcome !== 'invalid') return answer;
    // its name may be what is invalid
    if (answer.outcome === 'invalid' && !(await this.exists(pathOf(kind.resource, ANY_NAMESPACE, desired.name)))) {
      return answer;
    }
    const metadata = { ...mapOf(placed.value.metadata), name: ANY_NAME };
    return apply({ ...placed, name: ANY_NAME, value: { ...placed.value, metadata } });
  }

  /** Whether an object exists, as far as the user may know. */
  private async exists(path: string): Promise<boolean> {
    try {
      await this.client.request('GET', path, { signal: this.signal });
      return true;
    } catch (error) {
      if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return false;
      throw error;
    }
  }

  /** The result for an object in a namespace that does not exist yet. @param answer about it in another namespace */
  private inNewNamespace({ desired, by }: Applied, answer: ServerSideApplyResult): DryRun {
    if (answer.outcome === 'forbidden') return { outcome: 'forbidden', message: answer.message };
    if (answer.outcome === 'applied') return { outcome: 'foretold', object: foretoldObject(desired, undefined, by) };
    return { outcome: 'refused', message: messageOf(answer).replaceAll(ANY_NAME, desired.name) };
  }
}
