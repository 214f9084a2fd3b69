import { helmChart } from './cdk8s-fluxapp';

export interface PodinfoValues {
  readonly replicaCount?: number | string | null;
  readonly ui?: PodinfoValuesUi | null;
  readonly redis?: { readonly enabled?: boolean | null } | null;
}

export interface PodinfoValuesUi {
  readonly message?: string | null;
  readonly color?: string | null;
}

export const podinfo = helmChart<PodinfoValues>({ chart: 'podinfo', version: '6.9.0' });
