import { type FieldPath, isFilled, mapOf, type ValueMap, valueAt } from '../../../json';
import { namespacedName } from '../../../kubernetes';
import type { PlanObjects } from '../objects';
import { addressOf, type PlanObject, specOf } from '../plan-object';
import { type ChartChange, chartChange } from './chart-change';
import type { ChangedObject, Consequence, Sides } from './consequence';
import { type HelmRelease, releaseOf } from './helm-release';
import { commonEffect, specPaths, touches } from './spec-changes';

/**
 * The effect of a changed HelmRelease. helm-controller uninstalls and reinstalls if the name, namespace or storage of
 * the release changes, and by default if the name of its chart changes. It upgrades if Helm's input changes. Otherwise
 * it only reconciles.
 */
export function helmReleaseEffect({ before, after, differences }: ChangedObject, sides: Sides): Consequence {
  if (before === undefined) return created(after as PlanObject, sides);
  if (after === undefined) return deleted(before, sides);
  const common = commonEffect(after, differences);
  if (common !== undefined) return common;
  const [old, now] = [releaseOf(before), releaseOf(after)];
  if (sides.before.clusterOf(before) !== sides.after.clusterOf(after)) {
    const note = `Flux installs ${described(now)} on the new cluster; on the old one ${described(old)} stays, unmanaged`;
    return { effect: 'orphan', note };
  }
  const chart = chartChange(before, after, sides);
  const moved = movedFields(before, after);
  const isOther = !isInPlace(after) && (chart === 'other chart' || chart === 'other folder');
  if (moved.length > 0 || isOther) {
    const ifOther = moved.length > 0 || chart === 'other chart' ? '' : ', if the chart in the folder has another name';
    const stays = old.targetNamespace === now.targetNamespace ? '' : `; ${leftBehind(old.targetNamespace)}`;
    const note = `Flux uninstalls ${described(old)}, then installs ${described(now)}${ifOther}${stays}`;
    return { effect: 'reinstall', note, replacePaths: [...moved, ...(isOther ? [chartPath(before, after)] : [])] };
  }
  return upgraded(before, after, specPaths(differences), chart);
}

function created(object: PlanObject, { before, after, rivals }: Sides): Consequence {
  if (specOf(object).suspend === true) return { effect: 'none', note: 'suspended: nothing is installed' };
  const release = described(releaseOf(object));
  const rival = rivals?.get(addressOf(object));
  const other = otherOwner(object, after, before) ?? (rival && ownerBy(rival, true));
  if (other === undefined) return { effect: 'install', note: `Flux installs ${release}` };
  if (!other.hasRecord) return { effect: 'install', note: `Flux installs ${release} over that of ${other.called}` };
  return { effect: 'upgrade', note: `Flux takes over ${release} from ${other.called}` };
}

function deleted(object: PlanObject, { before, after }: Sides): Consequence {
  const { storageNamespace, ...release } = releaseOf(object);
  const other = otherOwner(object, before, after);
  const isSuspended = specOf(object).suspend === true;
  if (other === undefined) {
    if (isSuspended) return { effect: 'orphan', note: `suspended: ${described(release)} stays, unmanaged` };
    return { effect: 'uninstall', note: `Flux uninstalls ${described(release)}` };
  }
  if (isSuspended) {
    const keeps = `suspended: ${other.called} keeps ${described(release)}`;
    if (other.hasRecord) return { effect: 'none', note: keeps };
    return { effect: 'orphan', note: `${keeps}; its record in ${storageNamespace} stays, unmanaged` };
  }
  const then = other.hasRecord ? 'reinstalls it at its next reconciliation' : 'does not notice, and installs nothing';
  return { effect: 'uninstall', note: `Flux uninstalls ${described(release)} under ${other.called}, which ${then}` };
}

/** Another HelmRelease with the same Helm release. */
interface Owner {
  readonly object: PlanObject;
  /** Its name in a sentence. */
  readonly called: string;
  /** Whether it also has the storage of the release, not only its objects. */
  readonly hasRecord: boolean;
}

/** The HelmRelease with another name on the other side that has the same Helm release. */
export function otherOwner(release: PlanObject, own: PlanObjects, other: PlanObjects): Owner | undefined {
  const [record, made] = own.releaseIds(release).map((id) => other.otherOwnerOf(id, release));
  const object = record ?? made;
  return object && ownerBy(object, record !== undefined);
}

function ownerBy(object: PlanObject, hasRecord: boolean): Owner {
  return { object, called: `HelmRelease ${namespacedName(object)}`, hasRecord };
}

/** A default name contains the object's name, so it differs between targets and adds no information. */
function described({ targetNamespace, name, isNamed }: Omit<HelmRelease, 'storageNamespace'>): string {
  if (isNamed) return `Helm release ${namespacedName({ namespace: targetNamespace, name })}`;
  return targetNamespace === '' ? 'its Helm release' : `its Helm release in ${targetNamespace}`;
}

/** Helm uninstalls with the new namespace as its default (helm-controller#237, #471). */
function leftBehind(namespace: string): string {
  return `what names no namespace in the chart stays in ${namespace}, unmanaged`;
}

/** The fields, except the chart, whose change makes helm-controller uninstall and reinstall the release. */
function movedFields(before: PlanObject, after: PlanObject): FieldPath[] {
  const [old, now] = [releaseOf(before), releaseOf(after)];
  const isWritten = (path: FieldPath) => valueAt(before.value, path) !== valueAt(after.value, path);
  const field = (step: string, forces: boolean): FieldPath[] =>
    forces && isWritten(['spec', step]) ? [['spec', step]] : [];
  return [
    ...field('releaseName', old.name !== now.name),
    ...field('storageNamespace', old.storageNamespace !== now.storageNamespace),
    // a default name begins with the namespace, if that is set
    ...field('targetNamespace', old.targetNamespace !== now.targetNamespace || old.name !== now.name),
  ];
}

/** Whether a different chart upgrades the release in place, instead of reinstalling it. */
export function isInPlace(release: PlanObject): boolean {
  return mapOf(specOf(release).upgrade).chartNameChangeStrategy === 'InPlaceUpdate';
}

const CHART = ['spec', 'chart', 'spec', 'chart'];

/** The field that selects the chart. */
function chartPath(before: PlanObject, after: PlanObject): FieldPath {
  if (specOf(before).chartRef !== undefined && specOf(after).chartRef !== undefined) return ['spec', 'chartRef'];
  return specOf(after).chart === undefined ? ['spec', 'chartRef'] : CHART;
}

/** Helm's input in addition to the chart and the content of `valuesFrom`. */
const GIVEN = ['values', 'postRenderers', 'commonMetadata'];

function upgraded(before: PlanObject, after: PlanObject, paths: readonly FieldPath[], chart: ChartChange): Consequence {
  const [old, now] = [specOf(before), specOf(after)];
  const isGivenOther = GIVEN.some((field) => touches(paths, field) && !isEmptyAsBefore(field, old, now));
  if (isGivenOther || chart === 'other chart') return { effect: 'upgrade' };
  if (chart === 'other version') return { effect: 'upgrade', ...(!isChartWritten(paths) && { note: COUNTED }) };
  if (touches(paths, 'valuesFrom')) return { effect: 'upgrade', note: 'no Helm release if the values are the same' };
  if (chart === 'other folder' || (chart === 'unknown' && (touches(paths, 'chart') || touches(paths, 'chartRef')))) {
    return { effect: 'upgrade', note: 'no Helm release if the chart has the same name and version' };
  }
  return { effect: 'none', note: reconciled(old, now) };
}

/** Absent and empty values are the same for Helm. */
function isEmptyAsBefore(field: string, old: ValueMap, now: ValueMap): boolean {
  return field === 'values' && !isFilled(old.values) && !isFilled(now.values);
}

const COUNTED = 'with valuesFiles any change of its HelmChart makes another version of the chart';

/** Whether the changed fields usually mean a different chart version. */
function isChartWritten(paths: readonly FieldPath[]): boolean {
  const fields = ['version', 'reconcileStrategy', 'valuesFiles', 'ignoreMissingValuesFiles'].map((field) => [
    'chart',
    'spec',
    field,
  ]);
  return [...fields, ['chartRef']].some((field) => touches(paths, ...field));
}

/** The effect without a Helm release. */
function reconciled(old: ValueMap, now: ValueMap): string {
  const turned = (at: FieldPath, to: unknown) => valueAt(now, at) === to && valueAt(old, at) !== to;
  const also = [
    ...(turned(['test', 'enable'], true) ? [', in which the tests of the chart run'] : []),
    ...(turned(['driftDetection', 'mode'], 'enabled') ? [', which undoes drift'] : []),
  ];
  return `one reconciliation${also.join('')}, without a Helm release`;
}
