/** Values that the types accept, checked by tsc. */
import type { Chart } from 'cdk8s';
import { Lazy } from 'cdk8s';
import {
  Cluster,
  FluxApplication,
  type FluxApplicationProps,
  type HelmReleaseDefaults,
  type HelmReleaseProps,
  type HelmReleaseTarget,
  HelmRepository,
  type ValuesMap,
} from '../../src';

interface WebValues {
  replicaCount?: number;
  image?: { tag?: string | null };
}

declare const chart: Chart;
const source = HelmRepository.fromName(chart, 'charts', 'charts');
const podinfo = { source, chart: { chart: 'podinfo' } };
const destination = Cluster.host().namespace('web');

// values of an interface, of a type, of any map, and Lazy values, in both layers
const ofInterface: WebValues = { replicaCount: 1 };
const ofUnknown: Readonly<Record<string, unknown>> = { replicaCount: 1 };
for (const values of [ofInterface, ofUnknown, { any: { thing: null } }, Lazy.any({ produce: () => ({}) })]) {
  new FluxApplication(chart, 'a', {
    helmRelease: { ...podinfo, defaults: { values }, deploy: [{ destination, values }] },
  });
}
new FluxApplication(chart, 'b', {
  helmRelease: {
    ...podinfo,
    defaults: { values: ofInterface },
    deploy: [
      { destination, values: ofUnknown },
      // the values of one layer do not determine the types in another one
      { destination, values: { replicaCount: 'three' } },
    ],
  },
});

// typed values: each layer contains a part of them
new FluxApplication<WebValues>(chart, 'c', {
  helmRelease: {
    ...podinfo,
    defaults: { values: { replicaCount: 1 } },
    deploy: [{ destination, values: { image: {} } }],
  },
});
const typed: FluxApplicationProps<WebValues> = {
  helmRelease: { ...podinfo, deploy: [{ destination, values: { image: { tag: null } } }] },
};
new FluxApplication(chart, 'd', typed);
const one: FluxApplication = new FluxApplication<WebValues>(chart, 'e', typed);
const another: FluxApplication<WebValues> = one;
another.explain(0);

// props on their own, in parts, and of a subclass
const target: HelmReleaseTarget = { destination, values: ofInterface };
const { destination: _, name: __, ...fields } = target;
const defaults: HelmReleaseDefaults = fields;
const release: HelmReleaseProps = { ...podinfo, defaults, deploy: [target] };
const props = { helmRelease: release } satisfies FluxApplicationProps;
const asMap: Readonly<Record<string, unknown>> = defaults;
class Web extends FluxApplication {
  constructor(...args: ConstructorParameters<typeof FluxApplication>) {
    super(...args);
  }
}
new Web(chart, 'f', props);
function withReplicas({ values = {} }: Pick<HelmReleaseTarget, 'values'>): number {
  return values.replicaCount ?? Object.keys(asMap).length;
}
withReplicas(target);
function deployed<V extends ValuesMap>(values: V): HelmReleaseTarget<V> {
  return { destination, values };
}
new FluxApplication(chart, 'g', { helmRelease: { ...podinfo, deploy: [deployed(ofInterface), target] } });
