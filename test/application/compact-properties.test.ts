import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lower } from '../../src/application';
import { runs } from '../random-runs';
import { helmPairs, kustomizationPairs, type Pair } from './arbitrary-compact';
import { simulateApiServer } from './simulate-api-server';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const PAIRS = { helmRelease: helmPairs, kustomizationSet: kustomizationPairs };

/** Counts the features of values and of the form that valid cases had. */
class Counts {
  private readonly seen = new Map<string, number>();
  valid = 0;
  all = 0;

  add(features: Readonly<Record<string, boolean>>): void {
    this.valid++;
    for (const [name, isThere] of Object.entries(features)) {
      this.seen.set(name, (this.seen.get(name) ?? 0) + (isThere ? 1 : 0));
    }
  }

  /** The features that less than a tenth of the cases had. */
  get rare(): string[] {
    return [...this.seen].filter(([, count]) => count < this.valid / 10).map(([name, count]) => `${name}: ${count}`);
  }
}

function featuresOf({ compact, explicit }: Pair): Record<string, boolean> {
  const { helmRelease, kustomizationSet } = compact.spec.fluxApp.spec.config;
  const { defaults, layers, targets } = helmRelease ?? kustomizationSet;
  const [text, all] = [JSON.stringify([defaults, layers, targets]), JSON.stringify(explicit)];
  const withLayers = targets.filter((target: Any) => target.layers !== undefined);
  return {
    defaults: defaults !== undefined,
    layers: withLayers.length > 0,
    'several layers': withLayers.some((target: Any) => target.layers.length > 1),
    lists: /":\[[^\]]/.test(text.replaceAll('"layers":[', '')),
    ...(helmRelease ? { nulls: text.includes('null'), 'nulls of targets': all.includes('null') } : {}),
  };
}

const isError = ({ severity }: { severity: string }) => severity === 'error';

test.each(Object.entries(PAIRS))('%s: the compact form lowers to what the explicit form does', (_, pairs) => {
  const counts = new Counts();
  fc.assert(
    fc.property(pairs, (pair) => {
      counts.all++;
      const [ofCompact, ofExplicit] = [lower(pair.compact), lower(pair.explicit)];
      expect(ofCompact.objects).toEqual(ofExplicit.objects);
      const codes = (result: typeof ofCompact) => [
        ...new Set(result.diagnostics.filter(isError).map(({ code }) => code)),
      ];
      expect(codes(ofCompact).sort()).toEqual(codes(ofExplicit).sort());
      if (!ofExplicit.diagnostics.some(isError)) counts.add(featuresOf(pair));
    }),
    { numRuns: runs(400) },
  );
  expect(counts.valid).toBeGreaterThan(counts.all / 2);
  expect(counts.rare).toEqual([]);
});

test.each(Object.entries(PAIRS))('%s: what an applier and an API server make of it lowers to the same', (_, pairs) => {
  const counts = new Counts();
  fc.assert(
    fc.property(pairs, (pair) => {
      const { objects, diagnostics } = lower(pair.compact, { withApplication: true });
      if (diagnostics.some(isError)) return;
      counts.add(featuresOf(pair));
      const [own, ...others] = objects as Any[];
      // lists outside of values may lose nulls and patches may change the order of keys, as in explicit form
      const stored = simulateApiServer(own);
      const { objects: again } = lower(stored, { withApplication: true });
      expect(summaries(again.slice(1) as Any[])).toEqual(summaries(others));
      expect((again[0] as Any).metadata.annotations).toEqual(own.metadata.annotations);
    }),
    { numRuns: runs(400) },
  );
  expect(counts.rare).toEqual([]);
});

/** The name, digest and values of a release; all of a ConfigMap. */
function summaries(objects: readonly Any[]): Any[] {
  return objects.map(({ kind, metadata, spec, ...rest }) => ({
    ...{ kind, name: metadata.name, annotations: metadata.annotations, ...rest },
    values: spec?.values,
    valuesFrom: spec?.valuesFrom,
  }));
}
