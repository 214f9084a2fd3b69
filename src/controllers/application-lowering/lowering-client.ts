import { LOWERED_BY } from '../../application';
import { managedFieldsOfApplier, messageWithoutSecrets, type PlanObject, planObjectOf } from '../../change';
import { mapOf, stringOf, type ValueMap } from '../../json';
import { ApiError, type KubeClient, pathOf, serverSideApply } from '../../kube';
import { APPLICATION, NAMESPACE, type Resource } from '../../kubernetes';
import { CONTROLLER_MANAGER } from '../../observe';
import { holdPatch, withoutEarlierMarks } from './hold';
import { loweredObjectsIn, pathOfObject } from './lowered-objects';

/** The result of applying an object. */
export type Applied =
  | { readonly outcome: 'applied'; readonly object: unknown }
  /** The reason, with the remedy. */
  | { readonly outcome: 'failed'; readonly message: string };

const CRDS: Resource = {
  ...{ group: 'apiextensions.k8s.io', version: 'v1' },
  ...{ plural: 'customresourcedefinitions', kind: 'CustomResourceDefinition' },
};

/** The requests of the controller. */
export class LoweringClient {
  constructor(private readonly client: KubeClient) {}

  /** An object; undefined if it does not exist. @throws ApiError, ConnectionError */
  async get(object: ValueMap): Promise<ValueMap | undefined> {
    return this.read(pathOfObject(object));
  }

  /**
   * Applies an object, server-side.
   *
   * @param force whether conflicting fields are taken over, for an object that the controller has created
   * @throws ApiError, ConnectionError if it should be retried
   */
  async apply(object: ValueMap, force: boolean, signal?: AbortSignal): Promise<Applied> {
    const options = { manager: CONTROLLER_MANAGER, force, signal };
    const result = await serverSideApply(this.client, pathOfObject(object), object, options).catch(refusalOf);
    switch (result.outcome) {
      case 'applied':
        return result;
      case 'conflict': {
        const [first] = result.conflicts;
        return failed(`${first?.manager} has set its field ${first?.field}: remove the field, or delete the object`);
      }
      case 'unknown-fields':
        return failed(`the CRD does not have ${result.fields.join(', ')}: update Flux, or remove these fields`);
      case 'no-such-kind':
        return failed('the cluster does not have its kind: install Flux');
      case 'namespace-missing':
        return failed(`namespace ${result.namespace} does not exist`);
      case 'forbidden':
        return failed(`${result.message}: grant the controller the permissions that fluxapp install prints`);
      default:
        return failed(messageWithoutSecrets(result.message, planObjectOf(object) as PlanObject));
    }
  }

  /**
   * Takes over the applied fields of a restored object from the manager that restored it: otherwise a field that is
   * removed from the Application would stay in the object.
   *
   * @returns the stored object. @throws ApiError 409 if it has changed, ConnectionError
   */
  async ownAlone(object: ValueMap, signal?: AbortSignal): Promise<unknown> {
    const managedFields = managedFieldsOfApplier(object, { label: LOWERED_BY, manager: CONTROLLER_MANAGER });
    if (managedFields === undefined) return object;
    return this.client.request('PATCH', pathOfObject(object), {
      query: { fieldManager: CONTROLLER_MANAGER },
      contentType: 'application/json-patch+json',
      body: [
        { op: 'replace', path: '/metadata/managedFields', value: managedFields },
        { op: 'replace', path: '/metadata/resourceVersion', value: mapOf(object.metadata).resourceVersion },
      ],
      signal,
    });
  }

  /** Deletes an object in the state that was read. @throws ApiError 409 if it has changed since, ConnectionError */
  async delete({ apiVersion, kind, metadata }: ValueMap, signal?: AbortSignal): Promise<void> {
    const { uid, resourceVersion } = mapOf(metadata);
    const body = { preconditions: { uid, resourceVersion }, propagationPolicy: 'Background' };
    try {
      await this.client.request('DELETE', pathOfObject({ apiVersion, kind, metadata }), { body, signal });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    }
  }

  /** All objects of the lowered kinds in a namespace: the controller's own, and others, which may need them. */
  async objectsIn(namespace: string): Promise<ValueMap[]> {
    return loweredObjectsIn(this.client, namespace, { withOthers: true });
  }

  /**
   * Whether the namespace or the CRD of the Application is being deleted: then the deletion of the Application was not
   * intended.
   */
  async deletedAround(
    namespace: string,
  ): Promise<{ readonly what: string; readonly isNamespace: boolean } | undefined> {
    const [space, crd] = await Promise.all([
      this.read(pathOf(NAMESPACE, undefined, namespace)),
      this.read(pathOf(CRDS, undefined, `${APPLICATION.plural}.${APPLICATION.group}`)),
    ]);
    const isGoing = (object: ValueMap | undefined) => mapOf(object?.metadata).deletionTimestamp !== undefined;
    if (isGoing(space)) return { what: `namespace ${namespace}`, isNamespace: true };
    if (!isGoing(crd)) return undefined;
    return { what: 'the CustomResourceDefinition of the Application', isNamespace: false };
  }

  /**
   * Takes up an Application, or releases it. @returns the stored Application. @throws ApiError 409 if it has changed
   */
  async setHold(application: ValueMap, isHeld: boolean): Promise<unknown> {
    return this.patch(application, undefined, { metadata: holdPatch(application, isHeld) });
  }

  /**
   * Removes the marks of an earlier Application from a copy.
   *
   * @returns the stored Application; undefined if it has no such marks. @throws ApiError 409 if it has changed
   */
  async dropEarlierMarks(application: ValueMap): Promise<unknown> {
    const metadata = withoutEarlierMarks(application);
    return metadata === undefined ? undefined : this.patch(application, undefined, { metadata });
  }

  /**
   * Verifies that an Application has not changed since it was read; changes nothing. @throws ApiError 404, or 409 if it
   * has changed
   */
  async checkUnchanged(application: ValueMap): Promise<void> {
    await this.patch(application, undefined, {});
  }

  /** Writes the conditions. @returns the stored Application. @throws ApiError 409 if it has changed */
  async setConditions(application: ValueMap, conditions: readonly unknown[]): Promise<unknown> {
    return this.patch(application, 'status', { status: { conditions } });
  }

  private async patch(application: ValueMap, subresource: string | undefined, patch: ValueMap): Promise<unknown> {
    const { namespace, name, uid, resourceVersion } = mapOf(application.metadata);
    const path = pathOf(APPLICATION, stringOf(namespace), String(name), subresource);
    return this.client.request('PATCH', path, {
      query: { fieldManager: CONTROLLER_MANAGER },
      contentType: 'application/merge-patch+json',
      // refused if the Application was edited since, or deleted and created again
      body: { ...patch, metadata: { ...mapOf(patch.metadata), uid, resourceVersion } },
    });
  }

  private async read(path: string): Promise<ValueMap | undefined> {
    try {
      return mapOf(await this.client.request('GET', path));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }
}

/** Answers that a repeated request does not change soon: a webhook that cannot be called, or an object that is too large. */
const LASTING: readonly number[] = [400, 413, 500];

/** @throws the error if the request is to be repeated */
function refusalOf(error: unknown): { readonly outcome: 'refused'; readonly message: string } {
  if (!(error instanceof ApiError && LASTING.includes(error.status))) throw error;
  // the rest may differ each time, such as the address and the port of a connection
  return { outcome: 'refused', message: error.message.replace(/: (?:Post|Get) ".*/s, '') };
}

function failed(message: string): Applied {
  return { outcome: 'failed', message };
}
