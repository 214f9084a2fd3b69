import type { KubeClient } from '../../kube';
import { APPLICATION } from '../../kubernetes';
import { type Schema, schemaOfKind } from '../../status';

const PATH = `/openapi/v3/apis/${APPLICATION.group}/${APPLICATION.version}`;

/**
 * The schema of the installed Application. KubeSphere's CRD knows fewer fields than this project's, and what it does not
 * know the API server drops: to write that again and again would never end.
 *
 * It is read from the API server's OpenAPI document, which takes no role, unlike the CustomResourceDefinition itself.
 */
export class ApplicationSchema {
  private schema?: Schema;

  constructor(private readonly client: KubeClient) {}

  /** @throws where it has never been read and cannot be */
  async get(signal?: AbortSignal): Promise<Schema> {
    return this.schema ?? (await this.refresh(signal)).schema;
  }

  /** Reads it again. */
  async refresh(signal?: AbortSignal): Promise<{ readonly schema: Schema; readonly changed: boolean }> {
    const document = await this.client.request('GET', PATH, { signal });
    const { group, version, kind } = APPLICATION;
    const schema = schemaOfKind(document, group, version, kind);
    if (!schema) throw new Error(`${PATH} does not describe the Application yet`);
    const changed = this.schema !== undefined && JSON.stringify(schema) !== JSON.stringify(this.schema);
    this.schema = schema;
    return { schema, changed };
  }
}
