import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Schema } from '../../src/status/schema';

const root = join(__dirname, '..', '..');
const KUBESPHERE = join(root, '..', 'shared', 'crds', 'ks-devops.gitops.kubesphere.io_applications.yaml');

function schemaIn(file: string): Schema {
  return parse(readFileSync(file, 'utf8')).spec.versions[0].schema.openAPIV3Schema;
}

/** The schema of the Application in the CRD of this project. */
export const ownSchema = schemaIn(join(root, 'crds', 'gitops.kubesphere.io_applications.yaml'));

/** The schema in KubeSphere's CRD, if that file is available. */
export const kubeSphereSchema = existsSync(KUBESPHERE) ? schemaIn(KUBESPHERE) : undefined;

/** The available schemas, by name. */
export const schemas: readonly (readonly [string, Schema])[] = [
  ['the CRD of this project', ownSchema],
  ...(kubeSphereSchema ? [['the CRD of KubeSphere', kubeSphereSchema] as const] : []),
];
