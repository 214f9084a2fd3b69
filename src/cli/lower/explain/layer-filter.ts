import type { ExplainedLayer } from '../../../application';
import { didYouMean, ExpectedError } from '../../../diagnostics';
import { formatPath } from '../../../json';
import { namespacedName } from '../../../kubernetes';

/** The rows of `--explain` to print. Absent: all. */
export interface LayerFilter {
  /** `<name>`, or `<namespace>/<name>`. */
  readonly application?: string;
  /** The KEY of a target. */
  readonly target?: string;
  /** A path in the format of `--explain`: `image.tag`, `env[0].value`, `labels["app.kubernetes.io/name"]`. */
  readonly path?: string;
}

/**
 * The layers of an application, of a target, and those that can set a path or a field in it.
 *
 * @throws ExpectedError if the name does not exist
 */
export function filterLayers(
  layers: readonly ExplainedLayer[],
  { application, target, path }: LayerFilter,
): readonly ExplainedLayer[] {
  const ofApplication = named('application', layers, application, ({ application: name, namespace }) =>
    namespace === undefined ? [name] : [name, namespacedName({ namespace, name })],
  );
  const ofTarget = named('target', ofApplication, target, (layer) => [layer.target]);
  if (path === undefined) return ofTarget;
  const found = ofTarget.filter((layer) => canSet(layer, path));
  if (found.length > 0) return found;
  const paths = ofTarget.flatMap((layer) => (layer.path ? [formatPath(layer.path)] : []));
  throw new ExpectedError(`--path: no layer sets ${path}${didYouMean(path, paths)}`);
}

function named(
  option: string,
  layers: readonly ExplainedLayer[],
  wanted: string | undefined,
  namesOf: (layer: ExplainedLayer) => readonly string[],
): readonly ExplainedLayer[] {
  if (wanted === undefined) return layers;
  const found = layers.filter((layer) => namesOf(layer).includes(wanted));
  if (found.length > 0) return found;
  const names = [...new Set(layers.flatMap(namesOf))];
  throw new ExpectedError(`--${option}: no ${option} with values is called ${wanted}${didYouMean(wanted, names)}`);
}

/** Whether a layer can set a path. A file, or a reference without a targetPath, may set any path. */
export function canSet({ path, reference }: ExplainedLayer, wanted: string): boolean {
  const own = path ? formatPath(path) : reference?.targetPath;
  return own === undefined || isWithin(own, wanted) || isWithin(wanted, own);
}

function isWithin(path: string, other: string): boolean {
  return path.startsWith(other) && ['', '.', '['].includes(path.charAt(other.length));
}
