/** The way to a field: property names and list indices, outermost first. */
export type Path = readonly (string | number)[];

/**
 * One thing that is wrong with an input, or worth saying about it.
 *
 * A message is one line: lower case, no full stop, it names what is wrong and what is allowed. It never holds a value
 * of `values`, `set` or a patch, as those may be secrets.
 */
export interface Diagnostic {
  /** `error`: nothing may be emitted. `warning`: the result stands, but probably is not what was meant. */
  readonly severity: 'error' | 'warning';
  /** The field it is about, from the root of the object. Empty: the object as a whole. */
  readonly path: Path;
  /** What is wrong, to follow the path. */
  readonly message: string;
}

export function error(path: Path, message: string): Diagnostic {
  return { severity: 'error', path, message };
}

export function warning(path: Path, message: string): Diagnostic {
  return { severity: 'warning', path, message };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error');
}

/**
 * Writes a path as Kubernetes writes field paths: `spec.deploy[0].interval`; keys that are not plain words are quoted,
 * `metadata.labels["a.b/c"]`.
 */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** `path: message`, or the message alone where the path is empty. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const path = formatPath(diagnostic.path);
  return path === '' ? diagnostic.message : `${path}: ${diagnostic.message}`;
}
