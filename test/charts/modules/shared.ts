// Written by "fluxapp import chart ./charts/shared". Do not edit it.
import { type OpenValues, typedChart } from 'cdk8s-fluxapp';

/** Values of the chart shared 0.2.0. */
export interface SharedValues extends OpenValues {
  readonly commonLabels?: unknown;
  /** Values that this chart and all charts below it get. */
  readonly global?: OpenValues | null;
}

export const shared = typedChart<SharedValues>(
  { chart: 'shared', version: '0.2.0' },
  '{"name":"shared","version":"0.2.0","files":{}}',
);
