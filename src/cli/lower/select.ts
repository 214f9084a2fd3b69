import { FLUXCD } from '../../application';
import { nearest } from '../../diagnostics';
import { isPlainObject } from '../../json';
import { APPLICATION, SOURCE_API } from '../../kubernetes';
import type { InputObject } from '../input';

/** The objects of an input by their role for `lower`, each in the order of the input. */
export interface Selection {
  /** To be lowered or reported as invalid. */
  readonly applications: readonly InputObject[];
  /** HelmCharts, which applications may use as templates. */
  readonly charts: readonly InputObject[];
  /** ConfigMaps, which may contain values. They count as ignored: nothing is lowered from them. */
  readonly configMaps: readonly InputObject[];
  /** The number of other objects, by their description: `ConfigMap`, `Application of argocd`. */
  readonly passedOver: ReadonlyMap<string, number>;
}

const WITHOUT_KIND = 'document without kind';

/** @param lists the number of lists of other data in addition to the objects */
export function select(objects: readonly InputObject[], lists: number): Selection {
  const applications: InputObject[] = [];
  const charts: InputObject[] = [];
  const configMaps = objects.filter(({ value }) => value.apiVersion === 'v1' && value.kind === 'ConfigMap');
  const passedOver = new Map<string, number>();
  const passOver = (label: string, count: number) => passedOver.set(label, (passedOver.get(label) ?? 0) + count);
  for (const object of objects) {
    if (isForFlux(object.value)) applications.push(object);
    else if (groupOf(object.value) === SOURCE_API.group && object.value.kind === 'HelmChart') charts.push(object);
    else passOver(labelOf(object.value), 1);
  }
  if (lists > 0) passOver(WITHOUT_KIND, lists);
  return { applications, charts, configMaps, passedOver };
}

/** The other engine in KubeSphere's Applications. */
const ARGOCD = 'argocd';

/**
 * Whether an object is an Application of Flux, or can only be meant to be one. Such objects are validated and not
 * ignored: an object that is missing from the output is uninstalled where the output is applied with pruning.
 *
 * In this project's group every object counts whose kind is Application, misspelt or missing, unless it names another
 * engine. Elsewhere (another group that is nearly the same, no apiVersion) the spec must be one for Flux.
 */
function isForFlux({ apiVersion, kind, spec }: InputObject['value']): boolean {
  const { kind: engine, fluxApp = null, argoApp = null } = isPlainObject(spec) ? spec : {};
  if (engine === ARGOCD) return false;
  const isKind = () => typeof kind !== 'string' || isNearly(kind, 'Application');
  const group = groupOf({ apiVersion });
  if (group !== APPLICATION.group) {
    const hasFluxSpec = engine === FLUXCD || fluxApp !== null;
    return hasFluxSpec && isKind() && (group === undefined || isNearly(group, APPLICATION.group));
  }
  if (fluxApp !== null) return true;
  return isKind() && (typeof engine === 'string' ? isNearly(engine, FLUXCD) : argoApp === null);
}

function isNearly(word: string, meant: string): boolean {
  return nearest(word, [meant]) !== undefined;
}

function groupOf({ apiVersion }: InputObject['value']): string | undefined {
  return typeof apiVersion === 'string' ? apiVersion.split('/')[0] : undefined;
}

function labelOf(value: InputObject['value']): string {
  const { kind, spec } = value;
  if (typeof kind !== 'string') return WITHOUT_KIND;
  if (kind !== 'Application') return kind;
  if (groupOf(value) !== APPLICATION.group) return `Application of ${groupOf(value) ?? 'no group'}`;
  const engine = isPlainObject(spec) ? spec.kind : undefined;
  return typeof engine === 'string' ? `Application of ${engine}` : 'Application without spec.kind';
}

/** `ignored: 2 ConfigMap, 1 Application of argocd`; undefined if nothing was ignored. */
export function formatPassedOver(passedOver: Selection['passedOver']): string | undefined {
  if (passedOver.size === 0) return undefined;
  return `ignored: ${[...passedOver].map(([label, count]) => `${count} ${label}`).join(', ')}`;
}
