import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { Client } from './client';
import { until } from './wait';

/** The fields of a CustomResourceDefinition that are needed to install one. */
export interface CrdObject {
  readonly kind?: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

const crdsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/**
 * Installs or updates CRDs, and returns when each of them is Established and each of its served versions responds.
 *
 * @param crds paths of YAML files, whose other documents are skipped, or objects
 * @throws if the API server rejects one, with its message
 */
export async function installCrds(client: Client, crds: readonly (string | CrdObject)[]): Promise<void> {
  const objects = crds.flatMap((crd) => (typeof crd === 'string' ? read(crd) : [crd]));
  for (const object of objects) {
    const path = `${crdsPath}/${object.metadata.name}?fieldManager=cluster-harness&force=true`;
    const { status, body } = await client.request('PATCH', path, object, {
      contentType: 'application/apply-patch+yaml',
    });
    if (status >= 300) throw new Error(`${client.name} refuses CRD ${object.metadata.name}: ${body.message}`);
  }
  await Promise.all(objects.map((object) => served(client, object)));
}

function read(file: string): CrdObject[] {
  const documents = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS());
  return documents.filter((document) => document?.kind === 'CustomResourceDefinition');
}

async function served(client: Client, { metadata, spec }: CrdObject): Promise<void> {
  await until(`CRD ${metadata.name} is Established`, async () => {
    const { body } = await client.request('GET', `${crdsPath}/${metadata.name}`);
    const conditions: { type: string; status: string }[] = body.status?.conditions ?? [];
    return conditions.some(({ type, status }) => type === 'Established' && status === 'True');
  });
  for (const { name } of spec.versions.filter((version) => version.served)) {
    // a CRD becomes Established before the server routes the new path
    await until(`${spec.group}/${name} ${spec.names.plural} are served`, async () => {
      const { status } = await client.request('GET', `/apis/${spec.group}/${name}/${spec.names.plural}?limit=1`);
      return status === 200;
    });
  }
}
