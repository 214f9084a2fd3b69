import { type DeploymentTarget, isApproval, type Rollout } from '../../application';
import { firstOf, isSelected, selectorProblems, shareOf, unknownFields } from '../../clusters';
import { type Diagnostic, didYouMean, error, redacted } from '../../diagnostics';
import { type FieldPath, isPlainObject, kindOf, listOf, mapOf, type ValueMap } from '../../json';
import { type Cluster, isCluster } from '../cluster';
import type { WaveSelector } from '../rollout';

/** The waves of the author, as KEYs, and their errors. */
export interface AuthoredWaves {
  /** Absent if there are no waves, or if there are errors. */
  readonly rollout?: Rollout;
  readonly problems: readonly Diagnostic[];
}

/** A target and its cluster. */
interface Place {
  readonly key: string;
  readonly cluster: Cluster;
}

const REST = 'rest';
const EXAMPLES = 'a list of KEYs, labels of clusters such as { matchLabels: { stage: "canary" } }, or "rest"';

/**
 * The waves of an application, from `rollout` or from `wave` of its targets.
 *
 * @param targets of `deploy`; `undefined` for an invalid one, which has other errors
 */
export function authoredWaves(
  rollout: unknown,
  field: 'helmRelease' | 'kustomization',
  deploy: unknown,
  targets: readonly (DeploymentTarget | undefined)[],
): AuthoredWaves {
  const own = listOf(deploy).map((entry) => mapOf(entry).wave);
  const numbered = own.findIndex((wave) => wave !== undefined);
  if (rollout === undefined && numbered === -1) return { problems: [] };
  if (rollout !== undefined && numbered !== -1) {
    return wrong(error('rollout-invalid', [field, 'deploy', numbered, 'wave'], 'is set twice: rollout has waves too'));
  }
  if (targets.includes(undefined)) return { problems: [] };
  const all = targets as readonly DeploymentTarget[];
  return rollout === undefined ? numberedWaves(own, field, all) : selectedWaves(rollout, placesOf(deploy, all));
}

function wrong(...problems: Diagnostic[]): AuthoredWaves {
  return { problems };
}

function placesOf(deploy: unknown, targets: readonly DeploymentTarget[]): Place[] {
  return listOf(deploy).flatMap((entry, index) => {
    const { cluster } = mapOf(mapOf(entry).destination);
    const target = targets[index];
    return target && isCluster(cluster) ? [{ key: target.key, cluster }] : [];
  });
}

function numberedWaves(
  numbers: readonly unknown[],
  field: string,
  targets: readonly DeploymentTarget[],
): AuthoredWaves {
  const problems = numbers.flatMap((number, index): Diagnostic[] => {
    const path = [field, 'deploy', index, 'wave'];
    if (number === undefined) return [error('wave-missing', path, 'required if other targets have one, but missing')];
    if (typeof number === 'number' && Number.isInteger(number) && number > 0 && number <= numbers.length) return [];
    const got = typeof number === 'number' ? String(number) : kindOf(number);
    return [error('rollout-invalid', path, `must be a number from 1 to ${numbers.length}, got ${got}`)];
  });
  if (problems.length > 0) return { problems };
  const last = Math.max(...(numbers as number[]));
  const waves = Array.from({ length: last }, (_, wave) =>
    targets.filter((_, index) => numbers[index] === wave + 1).map(({ key }) => key),
  );
  const empty = waves.findIndex((wave) => wave.length === 0);
  if (empty === -1) return { rollout: { waves }, problems: [] };
  return wrong(error('wave-empty', [field, 'deploy'], `has targets of wave ${last} and none of wave ${empty + 1}`));
}

function selectedWaves(rollout: unknown, places: readonly Place[]): AuthoredWaves {
  const path: FieldPath = ['rollout'];
  if (!isPlainObject(rollout)) return wrong(error('rollout-invalid', path, `must be a map, got ${kindOf(rollout)}`));
  const unknown = unknownFields(rollout, ['waves', 'approve'], path).map((each) =>
    error('field-unknown', each.path, each.message),
  );
  const place = [...path, 'waves'];
  if (!Array.isArray(rollout.waves) || rollout.waves.length === 0) {
    const got = Array.isArray(rollout.waves) ? 'an empty one' : kindOf(rollout.waves);
    return wrong(...unknown, error('rollout-invalid', place, `must be a list of waves, got ${got}`));
  }
  const written: readonly unknown[] = Array.from(rollout.waves);
  const problems = [...unknown, ...written.flatMap((wave, index) => waveProblems(wave, [...place, index]))];
  if (written.filter((wave) => wave === REST).length > 1) {
    problems.push(error('wave-clash', place, '"rest" occurs twice: it stands for all targets in no other wave'));
  }
  const { approve = [] } = rollout;
  if (!isApproval(approve, written.length)) {
    const message = `must be numbers of waves from 2 to ${written.length}: the first wave waits for nothing`;
    problems.push(error('rollout-invalid', [...path, 'approve'], message));
  }
  if (problems.length > 0) return { problems };
  const { rollout: waved, ...found } = resolved(
    written as readonly (readonly string[] | WaveSelector | 'rest')[],
    places,
    place,
  );
  return { ...found, ...(waved && { rollout: { ...waved, approve: approve as readonly number[] } }) };
}

function waveProblems(wave: unknown, path: FieldPath): Diagnostic[] {
  if (wave === REST) return [];
  if (Array.isArray(wave)) {
    return Array.from(wave).flatMap((key, index) =>
      typeof key === 'string' ? [] : [error('rollout-invalid', [...path, index], `must be a KEY, got ${kindOf(key)}`)],
    );
  }
  if (!isPlainObject(wave)) return [error('rollout-invalid', path, `must be ${EXAMPLES}, got ${redacted(wave)}`)];
  const share = wave.first === undefined ? 1 : shareOf(wave.first);
  return [
    ...unknownFields(wave, ['matchLabels', 'matchExpressions', 'first'], path).map((each) =>
      error('field-unknown', each.path, each.message),
    ),
    ...selectorProblems(wave as ValueMap, path).map((each) => error('selector-invalid', each.path, each.message)),
    ...(share === undefined
      ? [
          error(
            'rollout-invalid',
            [...path, 'first'],
            `must be more than "0%", and "100%" at most, got ${redacted(wave.first)}`,
          ),
        ]
      : []),
  ];
}

function resolved(
  written: readonly (readonly string[] | WaveSelector | 'rest')[],
  places: readonly Place[],
  path: FieldPath,
): AuthoredWaves {
  const taken = new Map<string, number>();
  const problems: Diagnostic[] = [];
  const known = new Set(places.map(({ key }) => key));
  const named = (keys: readonly string[], index: number) =>
    keys.filter((key, position) => {
      const place = [...path, index, position];
      const first = taken.get(key);
      if (!known.has(key)) problems.push(error('wave-target-unknown', place, unknownKey(key, [...known])));
      else if (first !== undefined) {
        problems.push(error('wave-clash', place, `${redacted(key)} is in wave ${first + 1} already`));
      } else taken.set(key, index);
      return known.has(key) && first === undefined;
    });
  const selected = (selector: WaveSelector, index: number) => {
    const keys = keysOf(selector, places).filter((key) => !taken.has(key));
    for (const key of keys) taken.set(key, index);
    return keys;
  };
  const waves = written.map((wave, index) => {
    if (wave === REST) return [];
    return Array.isArray(wave) ? named(wave, index) : selected(wave as WaveSelector, index);
  });
  const left = places.map(({ key }) => key).filter((key) => !taken.has(key));
  const rest = written.indexOf(REST);
  if (rest !== -1) waves[rest] = left;
  else if (left.length > 0) {
    const others = left.length > 1 ? ` and ${left.length - 1} more` : '';
    problems.push(
      error('wave-missing', path, `target ${redacted(left[0])}${others} is in no wave: "rest" takes all others`),
    );
  }
  if (problems.length > 0) return { problems };
  const empty = waves.flatMap((wave, index) => (wave.length === 0 ? [index] : []));
  if (empty.length === 0) return { rollout: { waves }, problems: [] };
  return wrong(...empty.map((index) => error('wave-empty', [...path, index], emptyWave(written[index]))));
}

/** The targets in clusters with the labels, or in the first of these clusters. */
function keysOf({ first, ...selector }: WaveSelector, places: readonly Place[]): string[] {
  const meant = places.filter(({ cluster }) => isSelected(cluster.labels, selector));
  if (first === undefined) return meant.map(({ key }) => key);
  const clusters = new Map(meant.map(({ cluster }) => [cluster.name, cluster]));
  const chosen = new Set(firstOf([...clusters.values()], '', shareOf(first) as number).map(({ name }) => name));
  return meant.filter(({ cluster }) => chosen.has(cluster.name)).map(({ key }) => key);
}

function unknownKey(key: string, known: readonly string[]): string {
  return `${redacted(key)} is not the KEY of a target${didYouMean(key, known)}`;
}

function emptyWave(wave: unknown): string {
  if (Array.isArray(wave)) return 'is empty';
  return wave === REST
    ? 'is empty: all targets are in other waves'
    : 'is empty: all clusters that it selects are in earlier waves';
}
