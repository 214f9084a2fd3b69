import { ApiObject, Chart, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';

const IS_CHECKED = Symbol.for('cdk8s-fluxapp.OverwrittenFiles');

/**
 * Makes the synthesis of an app fail if it would write two objects to the same file, of which cdk8s silently keeps only
 * the last. With one file for each chart, or one for the app, this cannot happen, because names of charts do not clash.
 *
 * @param construct any construct of the app, which is checked once
 */
export function rejectOverwrittenFiles(construct: IConstruct): void {
  const { root } = construct.node;
  if (Object.hasOwn(root, IS_CHECKED)) return;
  Object.defineProperty(root, IS_CHECKED, { value: true });
  root.node.addValidation({ validate: () => overwrittenFiles(root) });
}

function overwrittenFiles(app: IConstruct & { readonly yamlOutputType?: YamlOutputType }): string[] {
  const hasFolders = app.yamlOutputType === YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
  if (!hasFolders && app.yamlOutputType !== YamlOutputType.FILE_PER_RESOURCE) return [];
  const files = new Map<string, { readonly name: string; readonly objects: ApiObject[] }>();
  for (const object of app.node.findAll().filter(ApiObject.isApiObject)) {
    const name = fileOf(object, hasFolders);
    const folder = hasFolders ? Chart.of(object).node.path : '';
    const key = `${folder}/${name}`.toLowerCase(); // file systems of macOS and Windows ignore case
    const file = files.get(key);
    if (file) file.objects.push(object);
    else files.set(key, { name, objects: [object] });
  }
  return [...files.values()].filter(({ objects }) => objects.length > 1).map(messageOf);
}

function messageOf({ name, objects }: { readonly name: string; readonly objects: readonly ApiObject[] }): string {
  const [first, second, ...more] = objects.map(({ node }) => node.path);
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  const areApart = new Set(objects.map((object) => Chart.of(object))).size === objects.length;
  const types = areApart ? 'FILE_PER_CHART or FOLDER_PER_CHART_FILE_PER_RESOURCE' : 'FILE_PER_CHART';
  return (
    `${first} and ${second}${others} would be written to one file, ${name}, of which the last remains: ` +
    `set the yamlOutputType of the App to ${types}`
  );
}

/** The file name of an object, without its extension, as in `App.synth()`. */
function fileOf(object: ApiObject, hasFolders: boolean): string {
  // with folders, cdk8s uses the name of the object before patches, otherwise the written name
  const { kind, name } = (hasFolders ? undefined : written(object)) ?? object;
  return `${kind}.${name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}

/** Kind and name as written, if patches may have changed them. */
function written(object: ApiObject): { readonly kind: unknown; readonly name: unknown } | undefined {
  if (!hasPatches(object)) return undefined;
  try {
    const { kind, metadata } = object.toJson();
    return { kind, name: metadata?.name };
  } catch {
    return undefined; // its own errors are reported separately
  }
}

function hasPatches(object: ApiObject): boolean {
  const { patches } = object as unknown as { readonly patches?: readonly unknown[] };
  return patches === undefined || patches.length > 0;
}
