import { APPLICATION_GROUP, FLUXCD, SOURCE_GROUP } from '../../application';
import { nearest } from '../../diagnostics';
import { isPlainObject } from '../../json';
import type { InputObject } from '../input';

/** The objects of an input by what they are to `lower`, each in the order of the input. */
export interface Selection {
  /** To be lowered, or to be found wrong. */
  readonly applications: readonly InputObject[];
  /** HelmCharts, which applications may use as templates. */
  readonly charts: readonly InputObject[];
  /** How many of what else there is, by what it is called: `ConfigMap`, `Application of argocd`. */
  readonly passedOver: ReadonlyMap<string, number>;
}

export function select(objects: readonly InputObject[]): Selection {
  const applications: InputObject[] = [];
  const charts: InputObject[] = [];
  const passedOver = new Map<string, number>();
  for (const object of objects) {
    if (isFluxApplication(object.value)) applications.push(object);
    else if (groupOf(object.value) === SOURCE_GROUP && object.value.kind === 'HelmChart') charts.push(object);
    else {
      const label = labelOf(object.value);
      passedOver.set(label, (passedOver.get(label) ?? 0) + 1);
    }
  }
  return { applications, charts, passedOver };
}

/**
 * Whether an object is an Application of Flux, or is meant to be one: without apiVersion or kind it is, if the rest of
 * it is; so is one with a part for Flux whose `spec.kind` is missing, or misspelt.
 */
function isFluxApplication({ apiVersion, kind, spec }: InputObject['value']): boolean {
  if (apiVersion !== undefined && groupOf({ apiVersion }) !== APPLICATION_GROUP) return false;
  if (kind !== undefined && kind !== 'Application') return false;
  if (!isPlainObject(spec)) return false;
  if (spec.kind === FLUXCD) return true;
  const hasFluxApp = spec.fluxApp !== undefined && spec.fluxApp !== null;
  return hasFluxApp && (typeof spec.kind !== 'string' || nearest(spec.kind, [FLUXCD]) !== undefined);
}

function groupOf({ apiVersion }: InputObject['value']): string | undefined {
  return typeof apiVersion === 'string' ? apiVersion.split('/')[0] : undefined;
}

function labelOf(value: InputObject['value']): string {
  const { kind, spec } = value;
  if (typeof kind !== 'string') return 'document without kind';
  if (kind !== 'Application') return kind;
  if (groupOf(value) !== APPLICATION_GROUP) return `Application of ${groupOf(value) ?? 'no group'}`;
  const engine = isPlainObject(spec) ? spec.kind : undefined;
  return typeof engine === 'string' ? `Application of ${engine}` : 'Application without spec.kind';
}

/** `passed over: 2 ConfigMap, 1 Application of argocd`, nothing where nothing was. */
export function formatPassedOver(passedOver: Selection['passedOver']): string | undefined {
  if (passedOver.size === 0) return undefined;
  return `passed over: ${[...passedOver].map(([label, count]) => `${count} ${label}`).join(', ')}`;
}
