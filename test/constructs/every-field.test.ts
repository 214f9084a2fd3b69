import { Testing } from 'cdk8s';
import { expect, test, vi } from 'vitest';
import { testChart } from './chart';
import {
  type FieldCase,
  helmChartFields,
  helmReleaseFields,
  inlineChartFields,
  kustomizationFields,
  sourceFields,
} from './every-field';

const all: FieldCase[] = [
  ...helmReleaseFields,
  ...inlineChartFields,
  ...kustomizationFields,
  ...helmChartFields,
  ...sourceFields,
];

test.each(all.map((field) => [field.name, field] as const))(
  '%s can be set and arrives',
  (_, { make, arrives, value }) => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const chart = testChart();
    const object = make(chart);
    const made = Testing.synth(chart).find(
      ({ kind, metadata }) => kind === object.kind && metadata.name === object.name,
    );
    expect(value).toBeDefined();
    expect(arrives(made?.spec)).toEqual(value);
  },
);
