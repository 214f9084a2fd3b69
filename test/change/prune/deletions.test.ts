import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lower } from '../../../src';
import { type PlanObject, planObjectOf } from '../../../src/change';
import { type Deletion, dueDeletions, unfinishedDeletions } from '../../../src/change/prune';
import type { ValueMap } from '../../../src/json';
import { helmApplication, onMember } from '../../application/applications';
import { runs } from '../../random-runs';
import { chart, kustomization, patched, release } from '../plan/objects';
import { core, live, member, prune, source } from './objects';

/** The content of a cluster, and how it was created. */
interface World {
  /** The members of the set, until they are deleted. */
  readonly members: Map<string, ValueMap>;
  readonly code: readonly PlanObject[];
}

const addressOf = ({ kind, namespace, name }: PlanObject) => `${kind}/${namespace}/${name}`;

// biome-ignore lint/suspicious/noExplicitAny: objects that the test made
type Spec = any;

/** The addresses to which an object refers, according to the test. */
function named({ value, namespace }: PlanObject): string[] {
  const spec: Spec = value.spec ?? {};
  const { chart, chartRef, sourceRef, valuesFrom = [], kubeConfig, secretRef, dependsOn = [] } = spec;
  const references = [chart?.spec?.sourceRef, chartRef, sourceRef, ...valuesFrom].filter((each) => each !== undefined);
  const secrets = [kubeConfig?.secretRef, secretRef].filter((each) => each !== undefined);
  return [
    ...references.map(({ kind, name }) => `${kind}/${namespace}/${name}`),
    ...secrets.map(({ name }) => `Secret/${namespace}/${name}`),
    ...dependsOn.map(({ name }: { name: string }) => `${value.kind}/${namespace}/${name}`),
  ];
}

const NAMES = ['a', 'b', 'c'];
const name = fc.constantFrom(...NAMES);

/**
 * Releases and Kustomizations on few clusters that share charts, sources, values and Secrets, and depend on each other.
 */
const objects: fc.Arbitrary<readonly PlanObject[]> = fc
  .record({
    releases: fc.array(
      fc.record({
        from: fc.constantFrom('chart', 'chartRef'),
        what: name,
        values: fc.array(name, { maxLength: 2 }),
        cluster: name,
        dependsOn: fc.array(fc.nat(8), { maxLength: 2 }),
      }),
      { maxLength: 8 },
    ),
    bases: fc.uniqueArray(name),
    secretOf: fc.dictionary(name, name, { maxKeys: 3 }),
  })
  .map(({ releases, bases, secretOf }) => [
    ...releases.map(({ from, what, values, cluster, dependsOn }, index) => {
      const sourceRef = { kind: 'HelmRepository', name: what };
      const chartSpec =
        from === 'chart'
          ? { chart: { spec: { sourceRef } } }
          : { chart: null, chartRef: { kind: 'HelmChart', name: what } };
      return release(cluster, {
        metadata: { name: `r-${index}` },
        spec: {
          ...chartSpec,
          releaseName: `r-${index}`,
          valuesFrom: values.map((each) => ({ kind: 'ConfigMap', name: each })),
          dependsOn: dependsOn.filter((each) => each < releases.length).map((each) => ({ name: `r-${each}` })),
        },
      });
    }),
    ...bases.map((cluster) => kustomization(cluster, { spec: { sourceRef: { name: cluster } } })),
    ...NAMES.flatMap((each) => [
      chart(each, { spec: { sourceRef: { name: each } } }),
      source('HelmRepository', each, secretOf[each] === undefined ? {} : { secretRef: { name: secretOf[each] } }),
      source('GitRepository', each),
      core('ConfigMap', each),
      core('Secret', each),
    ]),
  ]);

/** A set in which some objects, which the others do not need, have been removed from the code. */
const worlds: fc.Arbitrary<World> = fc.tuple(objects, fc.infiniteStream(fc.boolean())).map(([all, stays]) => {
  const byAddress = new Map(all.map((each) => [addressOf(each), each]));
  const code = new Set(all.filter(() => stays.next().value === true && stays.next().value === true));
  for (const each of code)
    for (const needed of named(each)) {
      const other = byAddress.get(needed);
      if (other !== undefined) code.add(other);
    }
  return { members: new Map(all.map((each) => [addressOf(each), member(each)])), code: [...code] };
});

/** Determines which of the deleted objects are already gone at each check. */
type Luck = Iterator<boolean>;

/**
 * Deletes like the command, until nothing changes any more.
 *
 * @param stuck the objects that are never gone
 * @param cut the number of deletions after which the command is interrupted
 * @returns the remaining deletions
 */
function run(world: World, luck: Luck, stuck: ReadonlySet<string> = new Set(), cut = Number.POSITIVE_INFINITY) {
  const { members, code } = world;
  const { deletions, refusals } = prune([...members.values()], { code });
  expect(refusals).toEqual([]);
  const sent = new Set(deletions.flatMap(({ address, isGoing }) => (isGoing ? [address] : [])));
  const gone = new Set<string>();
  let count = 0;
  for (let idle = 0; idle < 20; idle++) {
    for (const deletion of dueDeletions(deletions, { sent, gone })) {
      if (count++ >= cut) return [];
      expect(stillNamedBy(deletion, deletions, gone)).toEqual([]);
      sent.add(deletion.address);
      const going = patched(deletion.live, { metadata: { deletionTimestamp: 'now' } });
      members.set(deletion.address, going as ValueMap);
      idle = 0;
    }
    for (const address of sent) {
      if (gone.has(address) || stuck.has(address) || luck.next().value !== true) continue;
      gone.add(address);
      members.delete(address);
      idle = 0;
    }
  }
  return unfinishedDeletions(deletions, { sent, gone });
}

/**
 * The existing objects that refer, in any way, to an object that is about to be deleted, except those to which it
 * refers itself.
 */
function stillNamedBy({ address }: Deletion, deletions: readonly Deletion[], gone: ReadonlySet<string>): string[] {
  const names = new Map(deletions.map((each) => [each.address, named(each.object)]));
  const reached = (from: string) => {
    const met = new Set(names.get(from) ?? []);
    for (const each of met) for (const next of names.get(each) ?? []) met.add(next);
    return met;
  };
  const own = reached(address);
  return deletions
    .map((each) => each.address)
    .filter((each) => each !== address && !gone.has(each) && reached(each).has(address) && !own.has(each));
}

describe('deletions', () => {
  const luck = fc.infiniteStream(fc.boolean());

  test('nothing goes while something needs it, and in the end all is gone but the code', () => {
    let deleted = 0;
    fc.assert(
      fc.property(worlds, luck, (world, chance) => {
        const before = world.members.size;
        expect(run(world, chance)).toEqual([]);
        expect([...world.members.keys()].sort()).toEqual(world.code.map(addressOf).sort());
        deleted += before - world.members.size;
      }),
      { numRuns: runs(100) },
    );
    expect(deleted).toBeGreaterThan(runs(30));
  });

  test('interrupted anywhere and run again, the end is the same', () => {
    fc.assert(
      fc.property(worlds, luck, fc.array(fc.nat(12), { maxLength: 4 }), (world, chance, cuts) => {
        for (const cut of cuts) run(world, chance, new Set(), cut);
        expect(run(world, chance)).toEqual([]);
        expect([...world.members.keys()].sort()).toEqual(world.code.map(addressOf).sort());
      }),
      { numRuns: runs(100) },
    );
  });

  test('what never goes keeps what it needs, and nothing else', () => {
    let held = 0;
    fc.assert(
      fc.property(worlds, luck, (world, chance) => {
        const { deletions } = prune([...world.members.values()], { code: world.code });
        const stuck = deletions.find(({ object }) => object.kind === 'HelmRelease')?.address;
        fc.pre(stuck !== undefined);
        const waiting = deletions.filter(({ waitsFor }) => waitsFor.includes(stuck)).map(({ address }) => address);
        const left = run(world, chance, new Set([stuck]));
        expect(left.map(({ deletion, isSent, heldBy }) => [deletion.address, isSent, heldBy])).toEqual([
          [stuck, true, []],
          ...deletions
            .filter(({ address }) => waiting.includes(address))
            .map(({ address }) => [address, false, [stuck]]),
        ]);
        const expected = [...world.code.map(addressOf), stuck, ...waiting];
        expect([...world.members.keys()].sort()).toEqual(expected.sort());
        held += waiting.length;
      }),
      { numRuns: runs(100) },
    );
    expect(held).toBeGreaterThan(runs(30));
  });
});

describe('waves', () => {
  /** An application with waves of these sizes. */
  const objectsOf = (sizes: readonly number[]) => {
    const waves = sizes.map((size, wave) => Array.from({ length: size }, (_, index) => `w${wave}-${index}`));
    const annotations = {
      'gitops.kubesphere.io/rollout': JSON.stringify({ waves: waves.map((wave) => wave.map((each) => `${each}-web`)) }),
    };
    const deploy = waves.flat().map((each) => onMember(each, 'web'));
    const chart = { chart: 'podinfo', version: '6.9.0' };
    return lower(helmApplication(deploy, { chart, metadata: { annotations } })).objects.flatMap(
      (each) => planObjectOf(each) ?? [],
    );
  };
  const waveOf = (address: string) => Number(/--w(\d+)-/.exec(address)?.[1]);

  /** The waves that each release waits for. */
  function awaited(sizes: readonly number[], stays: (address: string) => boolean = () => false) {
    const all = objectsOf(sizes);
    const code = all.filter((each) => stays(each.name));
    const { deletions } = prune(
      all.map((each) => member(each)),
      { code, others: all.map((each) => live(each)) },
    );
    const releases = deletions.filter(({ object }) => object.kind === 'HelmRelease');
    return releases.map(({ address, waitsFor }) => ({
      wave: waveOf(address),
      waitsFor: [...new Set(waitsFor.map(waveOf))].sort(),
      count: waitsFor.length,
    }));
  }

  test.each([
    ['full', [2, 3, 2]],
    ['sparse', [16, 15, 2]],
  ])('the last wave goes first: %s gates', (_, sizes) => {
    const [first, second, third] = sizes as [number, number, number];
    const expected = [
      { wave: 0, waitsFor: [1, 2], count: second + third },
      { wave: 1, waitsFor: [2], count: third },
      { wave: 2, waitsFor: [], count: 0 },
    ];
    const found = awaited(sizes);
    expect(found).toHaveLength(first + second + third);
    for (const each of found) expect(each).toEqual(expected[each.wave]);
  });

  test.each([
    ['full', [2, 3, 2]],
    ['sparse', [16, 15, 2]],
  ])('also where a wave between stays, or most of it: %s gates', (_, sizes) => {
    const found = awaited(sizes, (address) => waveOf(address) === 1 && !address.includes('--w1-1--'));
    expect(new Set(found.map((each) => JSON.stringify(each)))).toEqual(
      new Set(
        [
          { wave: 0, waitsFor: [1, 2], count: 1 + (sizes[2] as number) },
          { wave: 1, waitsFor: [2], count: sizes[2] },
          { wave: 2, waitsFor: [], count: 0 },
        ].map((each) => JSON.stringify(each)),
      ),
    );
  });
});
