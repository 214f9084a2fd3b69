import { CONTROLLER, LOWERED_BY } from '../../application';
import { mapOf, stringOf, type ValueMap } from '../../json';
import { type KubeClient, listObjects, pathOf } from '../../kube';
import { CONFIG_MAP, LOWERED_KINDS, type Resource } from '../../kubernetes';

/** Selects the objects that the controller has created. */
export const OWN_SELECTOR = `${LOWERED_BY}=${CONTROLLER}`;

/** Options of {@link loweredObjectsIn}. */
export interface LoweredObjectsOptions {
  /**
   * Whether objects are listed that the controller has not created, except ConfigMaps.
   * @default false
   */
  readonly withOthers?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Lists the objects of the lowered kinds in a namespace, as the API server returns them. @throws ApiError,
 * ConnectionError
 */
export async function loweredObjectsIn(
  client: KubeClient,
  namespace: string,
  { withOthers = false, signal }: LoweredObjectsOptions = {},
): Promise<ValueMap[]> {
  const lists = await Promise.all(
    LOWERED_KINDS.map(async (resource) => {
      const isOwnOnly = !withOthers || resource === CONFIG_MAP;
      const labelSelector = isOwnOnly ? OWN_SELECTOR : undefined;
      const objects = await listObjects(client, pathOf(resource, namespace), { labelSelector, signal });
      const { apiVersion, kind } = resource;
      // only the list has a kind, its items have none
      return objects.map((object) => ({ ...mapOf(object), apiVersion, kind }));
    }),
  );
  return lists.flat();
}

/** The API path of an object of a lowered kind. */
export function pathOfObject({ kind, metadata }: ValueMap): string {
  const { namespace, name } = mapOf(metadata);
  const resource: Resource | undefined = LOWERED_KINDS.find((each) => each.kind === kind);
  if (resource === undefined) throw new TypeError(`${String(kind)} is not a kind that Applications are lowered to`);
  return pathOf(resource, stringOf(namespace), String(name));
}
