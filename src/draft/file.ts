import { isApplication, lower } from '../application';
import { canonicalJson, formatPath, isPlainObject, mapOf, type ValueMap } from '../json';
import type { FileProblem } from '../page';
import { parseYaml, type YamlDocument } from '../yaml';

/** The namespace and name of an Application. */
export interface Subject {
  readonly namespace: string;
  readonly name: string;
}

/** Whether a YAML text contains an Application. */
export function holdsApplication(text: string, subject: Subject): boolean {
  return documentOf(parseYaml(text), subject) !== undefined;
}

function documentOf(documents: readonly YamlDocument[], { namespace, name }: Subject): YamlDocument | undefined {
  return documents.find(({ value }) => {
    if (!isPlainObject(value) || !isApplication(value)) return false;
    const { name: own, namespace: ownNamespace = 'default' } = mapOf(value.metadata);
    return own === name && ownNamespace === namespace;
  });
}

/**
 * The problems of a YAML text, and of the Applications in it.
 *
 * @param except an Application whose document does not count
 */
export function problemsOfFile(text: string, except?: Subject): FileProblem[] {
  const documents = parseYaml(text);
  const excepted = except && documentOf(documents, except);
  return documents.flatMap((document): FileProblem[] => {
    if (document === excepted) return [];
    if (document.problems.length > 0) {
      return document.problems.map(({ line, message }) => ({ line, severity: 'error', message }));
    }
    if (!isPlainObject(document.value) || !isApplication(document.value)) return [];
    return lower(document.value, { withApplication: true }).diagnostics.map(({ severity, path, message }) => ({
      line: document.locate(path).line,
      severity,
      message: path.length === 0 ? message : `${formatPath(path)}: ${message}`,
    }));
  });
}

/** The objects of a text without errors: Applications, their Flux objects, and all others. */
export function objectsOfFile(text: string): ValueMap[] {
  return parseYaml(text).flatMap(({ value }) => {
    if (!isPlainObject(value)) return [];
    return isApplication(value) ? (lower(value, { withApplication: true }).objects as unknown as ValueMap[]) : [value];
  });
}

/** The separator of documents. */
const SEPARATOR = /^---(?=\s|$)/m;

/**
 * A YAML text without the document of an Application; empty if it has no other document.
 *
 * @returns undefined if the lines of the document cannot be separated from the others
 */
export function withoutApplication(text: string, subject: Subject): string | undefined {
  const documents = parseYaml(text);
  const removed = documentOf(documents, subject);
  if (removed === undefined) return undefined;
  if (documents.length === 1) return '';
  const others = documents.filter((document) => document !== removed);
  const parts = splitDocuments(text);
  const position = parts.findIndex((part) => holdsApplication(part, subject));
  const rest = parts.filter((_, index) => index !== position).join('');
  // a first document needs no separator before it
  const left = position === 0 ? rest.replace(/^---[^\S\n]*\n/, '') : rest;
  const isSame =
    canonicalJson(parseYaml(left).map(({ value }) => value)) === canonicalJson(others.map(({ value }) => value));
  return isSame ? left : undefined;
}

/** The documents of a text, each with the separator before it. */
function splitDocuments(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  for (;;) {
    const next = rest.slice(1).search(SEPARATOR);
    if (next < 0) return [...parts, rest];
    parts.push(rest.slice(0, next + 1));
    rest = rest.slice(next + 1);
  }
}
