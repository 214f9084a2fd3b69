/** The way to a field: property names and list indices, outermost first. */
export type Path = readonly (string | number)[];

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
