import { redacted } from '../../diagnostics';
import type { FieldPath } from '../../json';
import { isPlainObject, kindOf } from '../../json';
import { parseYaml, type YamlDocument } from '../../yaml';
import type { Finding, Place } from '../shell';
import type { Source } from './sources';

/** An object in the input: a document, or an item of a List. */
export interface InputObject {
  readonly value: Readonly<Record<string, unknown>>;
  /** Its path in its document. Empty: it is the document. */
  readonly path: FieldPath;
  /** Its position in the input, or that of one of its fields or the nearest existing field around it. */
  place(path?: FieldPath): Place;
}

/** The content of a file. */
export interface FileContent {
  /** In order; the items of a List replace the List. */
  readonly objects: readonly InputObject[];
  /** Documents that cannot be read, or that are not objects. */
  readonly errors: readonly Finding[];
  /** The number of lists of other data, such as JSON patches, in a directory. */
  readonly lists: number;
  /** The number of documents, without empty ones. */
  readonly documents: number;
}

/**
 * Reads the objects of a YAML or JSON text. A directory may hold other data than manifests: maps without a kind are
 * objects here, and lists are counted. A list of Kubernetes objects is always an error, because nothing applies it.
 */
export function readObjects({ name: file, found }: Pick<Source, 'name' | 'found'>, text: string): FileContent {
  const documents = parseYaml(text);
  const objects: InputObject[] = [];
  const errors: Finding[] = [];
  let lists = 0;
  documents.forEach((document, index) => {
    const number = documents.length > 1 ? { document: index + 1 } : {};
    const add = (message: string, position = document.position) =>
      errors.push({ severity: 'error', place: { file, position, ...number }, message });
    for (const { line, column, message } of document.problems) add(message, { line, column });
    if (document.problems.length > 0) return;
    if (holdsObjects(document.value)) {
      add('this is a list of objects: write each as a separate document, or put them into the items of a List');
      return;
    }
    if (Array.isArray(document.value) && found) {
      lists++;
      return;
    }
    for (const { value, path } of flatten(document.value, [])) {
      const place = (field: FieldPath = []): Place => ({
        file,
        position: positionOf(document, [...path, ...field]),
        ...number,
      });
      if (isPlainObject(value) && isMisspeltList(value)) {
        add(
          `its items are objects: kind must be List, got ${redacted(value.kind)}`,
          positionOf(document, [...path, 'kind']),
        );
      } else if (isPlainObject(value)) objects.push({ value, path, place });
      else add(`this is ${kindOf(value)}, not an object with apiVersion and kind`, positionOf(document, path));
    }
  });
  return { objects, errors, lists, documents: documents.length };
}

function holdsObjects(list: unknown): boolean {
  return Array.isArray(list) && list.some(isKubernetesObject);
}

/** Whether an object is a list with a misspelt kind: no API server accepts it, and its items would be ignored. */
function isMisspeltList({ kind, items }: Readonly<Record<string, unknown>>): boolean {
  return typeof kind === 'string' && !kind.endsWith('List') && holdsObjects(items);
}

function isKubernetesObject(value: unknown): boolean {
  return isPlainObject(value) && typeof value.apiVersion === 'string' && typeof value.kind === 'string';
}

function positionOf(document: YamlDocument, path: FieldPath) {
  return path.length === 0 ? document.position : document.locate(path);
}

function flatten(value: unknown, path: FieldPath): { value: unknown; path: FieldPath }[] {
  if (!isPlainObject(value) || typeof value.kind !== 'string' || !value.kind.endsWith('List')) return [{ value, path }];
  if (!Array.isArray(value.items)) return [{ value, path }];
  return value.items.flatMap((item, index) => flatten(item, [...path, 'items', index]));
}
