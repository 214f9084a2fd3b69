import type { KubeClient } from '../kube';
import { APPLICATION } from '../kubernetes';
import { type Schema, schemaOfKind } from '../status';

/** The API server's OpenAPI document of the group. Reading it needs no role, unlike the CustomResourceDefinition. */
const PATH = `/openapi/v3/apis/${APPLICATION.group}/${APPLICATION.version}`;

/** Reads the schema of the installed Application. @throws if it cannot be read, or is not published yet */
export async function readApplicationSchema(client: KubeClient, signal?: AbortSignal): Promise<Schema> {
  const document = await client.request('GET', PATH, { signal });
  const { group, version, kind } = APPLICATION;
  const schema = schemaOfKind(document, group, version, kind);
  if (!schema) throw new Error(`${PATH} does not describe the Application yet`);
  return schema;
}
