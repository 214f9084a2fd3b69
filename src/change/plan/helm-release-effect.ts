import { clusterId, defaultReleaseName } from '../../application';
import { type FieldPath, mapOf, stringOf, valueAt } from '../../json';
import { chartOf } from './charts';
import type { ChangedObject, Consequence, Sides } from './consequence';
import { clusterOfDelivery, type PlanObject, specOf } from './plan-object';
import { commonEffect, specPaths, touches } from './spec-changes';

/**
 * What helm-controller makes of the change of a HelmRelease. It uninstalls and installs anew where the release has another
 * name, namespace or storage, and by default where its chart has another name. It upgrades where what Helm is given
 * differs. Anything else is one reconciliation.
 */
export function helmReleaseEffect({ before, after, differences }: ChangedObject, sides: Sides): Consequence {
  if (before === undefined) return created(after as PlanObject);
  if (after === undefined) return deleted(before);
  const common = commonEffect(after, differences);
  if (common !== undefined) return common;
  const [old, now] = [releaseOf(before), releaseOf(after)];
  if (old.cluster !== now.cluster) {
    const note = `Flux installs ${described(now)} on the new cluster; on the old one ${described(old)} stays, unmanaged`;
    return { effect: 'orphan', note };
  }
  const forcing = forcingFields(before, after, sides);
  if (forcing.length > 0) {
    const stays = old.targetNamespace === now.targetNamespace ? '' : `; ${leftBehind(old.targetNamespace)}`;
    const note = `Flux uninstalls ${described(old)}, then installs ${described(now)}${stays}`;
    return { effect: 'reinstall', note, replacePaths: forcing };
  }
  return upgraded(specPaths(differences), chartChange(before, after, sides));
}

function created(object: PlanObject): Consequence {
  if (specOf(object).suspend === true) return { effect: 'none', note: 'suspended: nothing is installed' };
  return { effect: 'install', note: `Flux installs ${described(releaseOf(object))}` };
}

function deleted(object: PlanObject): Consequence {
  const release = described(releaseOf(object));
  if (specOf(object).suspend !== true) return { effect: 'uninstall', note: `Flux uninstalls ${release}` };
  return { effect: 'orphan', note: `suspended: ${release} stays, unmanaged` };
}

/** A Helm release, as helm-controller finds it. */
interface Release {
  /** Equal for one cluster alone. */
  readonly cluster: string;
  readonly targetNamespace: string;
  readonly storageNamespace: string;
  readonly name: string;
  /** Whether the name is written, and not made of those of the object and its namespace. */
  readonly isNamed: boolean;
}

export function releaseOf(object: PlanObject): Release {
  const spec = specOf(object);
  const own = object.namespace ?? '';
  const targetNamespace = stringOf(spec.targetNamespace);
  const name = stringOf(spec.releaseName);
  return {
    cluster: clusterId(clusterOfDelivery(object)),
    targetNamespace: targetNamespace ?? own,
    storageNamespace: stringOf(spec.storageNamespace) ?? own,
    name: name ?? defaultReleaseName(object.name, targetNamespace),
    isNamed: name !== undefined,
  };
}

/** A name that is made of the object's differs from target to target, and says nothing that it does not. */
function described({ targetNamespace, name, isNamed }: Release): string {
  return isNamed ? `Helm release ${targetNamespace}/${name}` : `its Helm release in ${targetNamespace}`;
}

/** Helm uninstalls with the new namespace as its default (helm-controller#237, #471). */
function leftBehind(namespace: string): string {
  return `what names no namespace in the chart stays in ${namespace}, unmanaged`;
}

/** The fields for which helm-controller uninstalls the release before it installs it anew. */
function forcingFields(before: PlanObject, after: PlanObject, sides: Sides): FieldPath[] {
  const [old, now] = [releaseOf(before), releaseOf(after)];
  const isOtherChart = !isInPlace(after) && chartChange(before, after, sides) === 'other chart';
  const field = (step: string, forces: boolean): FieldPath[] => (forces ? [['spec', step]] : []);
  const moved = [
    ...field('releaseName', old.name !== now.name),
    ...field('storageNamespace', old.storageNamespace !== now.storageNamespace),
    ...field('targetNamespace', old.targetNamespace !== now.targetNamespace),
  ];
  // a name that nobody wrote follows from the namespace
  const written = moved.filter((path) => valueAt(before.value, path) !== valueAt(after.value, path));
  return [...written, ...(isOtherChart ? [chartPath(before, after)] : [])];
}

/** Whether another chart upgrades the release, instead of the default. */
export function isInPlace(release: PlanObject): boolean {
  return mapOf(specOf(release).upgrade).chartNameChangeStrategy === 'InPlaceUpdate';
}

const CHART = ['spec', 'chart', 'spec', 'chart'];

/** The field by which the chart is chosen. */
function chartPath(before: PlanObject, after: PlanObject): FieldPath {
  if (specOf(before).chartRef !== undefined && specOf(after).chartRef !== undefined) return ['spec', 'chartRef'];
  return specOf(after).chart === undefined ? ['spec', 'chartRef'] : CHART;
}

/** How the chart of a release differs. `unknown`: an object that says it is missing. */
type ChartChange = 'same' | 'other version' | 'other chart' | 'unknown';

export function chartChange(before: PlanObject, after: PlanObject, sides: Sides): ChartChange {
  const [old, now] = [chartOf(before, sides.before), chartOf(after, sides.after)];
  if (old === undefined || now === undefined) return 'unknown';
  if (old.name !== now.name) return 'other chart';
  return old.version === now.version ? 'same' : 'other version';
}

/** What Helm is given beside the chart, and what source-controller makes the chart's version of. */
const GIVEN = [
  ['values'],
  ['valuesFrom'],
  ['postRenderers'],
  ['commonMetadata'],
  ['chart', 'spec', 'valuesFiles'],
  ['chart', 'spec', 'ignoreMissingValuesFiles'],
];

function upgraded(paths: readonly FieldPath[], chart: ChartChange): Consequence {
  const isGivenOther = GIVEN.some((field) => touches(paths, ...field));
  if (isGivenOther || chart === 'other version' || chart === 'other chart') return { effect: 'upgrade' };
  if (chart === 'unknown' && (touches(paths, 'chart') || touches(paths, 'chartRef'))) {
    return { effect: 'upgrade', note: 'no Helm release if the chart has the same name and version' };
  }
  return { effect: 'none', note: 'one reconciliation, without a Helm release' };
}
