import {
  addressOf,
  type FieldChange,
  type ObjectChange,
  type Plan,
  type ReleaseWorkloads,
  sensitiveShape,
  type WaveTarget,
  type WorkloadChange,
} from '../../../change';
import { formatPath, withoutUndefined } from '../../../json';

/** The version of the format, as in Terraform: a new minor version adds fields, a new major version changes them. */
const FORMAT_VERSION = '1.0';

/** A plan in the structure of `terraform show -json`: one JSON document, deterministic. */
export function formatJson({ evidence, remarks, changes, foreign, warnings, waves, summary }: Plan): string {
  const document = {
    format_version: FORMAT_VERSION,
    evidence,
    evidence_notes: remarks,
    resource_changes: changes.map(resourceChange),
    foreign_fields: foreign,
    warnings,
    waves: Object.fromEntries([...waves].map(([name, each]) => [name, each.map(keysOf)])),
    summary: { ...summary, changed_targets: summary.changedTargets, changedTargets: undefined },
  };
  return `${JSON.stringify(document, (_, value) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`;
}

function keysOf(wave: readonly WaveTarget[]): string[] {
  return wave.map(({ target }) => target);
}

/** Terraform's words for the actions on an object. */
const ACTIONS: Readonly<Record<ObjectChange['action'], readonly string[]>> = {
  create: ['create'],
  update: ['update'],
  replace: ['delete', 'create'],
  delete: ['delete'],
  forget: ['forget'],
  move: ['move'],
};

function resourceChange(change: ObjectChange): object {
  const { address, apiVersion, kind, namespace, name, application, target, cluster, wave, effect, note } = change;
  const { before = null, after = null, sensitive, replacePaths, fields, by, doubt, conflicts, workloads = [] } = change;
  const own = workloads.find(({ release }) => release === undefined);
  const others = workloads.filter((each) => each !== own);
  return withoutUndefined({
    ...{
      address,
      previous_address: change.from && addressOf(change.from),
      api_version: apiVersion,
      kind,
      namespace,
      name,
      application,
      target,
      cluster,
      wave,
    },
    change: {
      actions: ACTIONS[change.action],
      before,
      after,
      before_sensitive: sensitiveShape(before, sensitive.before) ?? {},
      after_sensitive: sensitiveShape(after, sensitive.after) ?? {},
      replace_paths: replacePaths,
      paths: fields.map(fieldChange),
    },
    effect,
    note,
    applied_by: by,
    doubt,
    conflicts: conflicts.length > 0 ? conflicts : undefined,
    ...(own && releaseWorkloads(own)),
    releases: others.length > 0 ? others.map(releaseWorkloads) : undefined,
  });
}

function releaseWorkloads({ release, cluster, objects, notKnown, doubt }: ReleaseWorkloads): object {
  return withoutUndefined({
    address: release,
    cluster,
    workloads: objects?.map(workloadChange),
    workloads_not_known: notKnown,
    workloads_doubt: doubt,
  });
}

function workloadChange({ object, action, fields, unforetold, unverified }: WorkloadChange): object {
  const paths = fields.map(fieldChange);
  return withoutUndefined({ object, actions: [action], paths, unforetold: unforetold.map(formatPath), unverified });
}

function fieldChange({ path, before, after, sensitive, unverified }: FieldChange): object {
  return withoutUndefined({ path, before, after, sensitive, unverified });
}
