/** A shortened version of the output of `fluxapp import chart`. */
import { type OpenValues, typedChart } from 'cdk8s-fluxapp';

export interface PodinfoValues {
  readonly replicaCount?: string | number | null;
  readonly ui?: PodinfoValuesUi | null;
  readonly redis?: PodinfoValuesRedis | null;
  readonly podAnnotations?: OpenValues | null;
  readonly resources?: OpenValues | readonly unknown[] | null;
}

export interface PodinfoValuesUi {
  readonly message?: string | null;
  readonly color?: string | null;
}

export interface PodinfoValuesRedis {
  readonly enabled?: boolean | null;
}

export const podinfo = typedChart<PodinfoValues>({ chart: 'podinfo', version: '6.9.0' });

export interface Podinfo68Values {
  readonly replicas?: number | null;
}

export const podinfo68 = typedChart<Podinfo68Values>({ chart: 'podinfo', version: '6.8.0' });
