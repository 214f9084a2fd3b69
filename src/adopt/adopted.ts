import type { Application, TargetDestination } from '../../imports/gitops.kubesphere.io';
import { type ClusterRef, FLUXCD } from '../application';
import { canonicalJson, type ValueMap, withoutUndefined } from '../json';
import { APPLICATION, type DeliveryKind } from '../kubernetes';
import type { Delivery, Origin } from './delivery';
import { factor } from './factor';

/** An application that was found, to be written as a FluxApplication. */
export interface AdoptedApplication {
  readonly kind: DeliveryKind;
  readonly namespace: string;
  readonly name: string;
  /** Labels and annotations of its Application. */
  readonly metadata?: ValueMap;
  /** The source of the charts or manifests of its targets, unless a target sets its own. */
  readonly origin: Origin;
  readonly targets: readonly AdoptedTarget[];
}

/** A target of an application that was found. */
export interface AdoptedTarget {
  readonly cluster: ClusterRef;
  readonly destination: TargetDestination;
  /** Its explicit name. */
  readonly name?: string;
  /** The differences of its chart. */
  readonly origin?: Origin;
  /** Every other field of its entry. */
  readonly fields: ValueMap;
}

/** The identity of the origins of deliveries that cannot belong to the same application. */
export function originId({ template, sourceRef, chart }: Origin): string {
  return canonicalJson({ template, sourceRef, chart: chart?.chart });
}

/**
 * The application of deliveries with the same origin.
 *
 * @param deliveries each with its explicit name, if it needs one, and with the dependencies of its target
 */
export function adoptedApplication(
  name: string,
  deliveries: readonly (Delivery & { readonly targetName?: string })[],
): AdoptedApplication {
  const [{ kind, namespace, origin }] = deliveries as readonly [Delivery];
  const charts = factor(deliveries.map((delivery) => ({ ...delivery.origin.chart })));
  const shared = deliveries.length === 1 ? { ...origin.chart } : charts.shared;
  const isOwn = deliveries.length > 1;
  return {
    ...{ kind, namespace, name },
    origin: withoutUndefined({ ...origin, chart: origin.chart && (shared as unknown as Origin['chart']) }),
    targets: deliveries.map(({ cluster, destination, targetName, fields }, index) => {
      const chart = isOwn ? charts.own[index] : {};
      const isDifferent = Object.keys(chart as object).length > 0;
      return withoutUndefined({
        ...{ cluster, destination, name: targetName, fields },
        origin: isDifferent ? { chart: chart as unknown as Origin['chart'] } : undefined,
      });
    }),
  };
}

/** The Application that the constructs would write for it, in explicit form. */
export function applicationOf({ kind, namespace, name, metadata, origin, targets }: AdoptedApplication): Application {
  const { sourceRef, chart, template } = origin;
  const entries = targets.map(({ destination, name: explicit, origin: own, fields }) => {
    const ownSource = own?.sourceRef && { sourceRef: own.sourceRef };
    return withoutUndefined({
      ...{ name: explicit, destination, ...fields, chart: own?.chart, template: own?.template, source: ownSource },
    });
  });
  const config =
    kind === 'HelmRelease'
      ? { helmRelease: withoutUndefined({ chart, template, deploy: entries }) }
      : { kustomization: entries };
  const spec = withoutUndefined({ source: sourceRef && { sourceRef }, config });
  return {
    apiVersion: APPLICATION.apiVersion,
    kind: 'Application',
    metadata: { ...metadata, name, namespace },
    spec: { kind: FLUXCD, fluxApp: { spec } },
  } as unknown as Application;
}
