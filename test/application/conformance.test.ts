import fc from 'fast-check';
import { expect, test } from 'vitest';
import helmChart from '../../imports/schemas/helm-chart.json';
import helmRelease from '../../imports/schemas/helm-release.json';
import kustomization from '../../imports/schemas/kustomization.json';
import { lower } from '../../src/application/lower/lower';
import { validateSchema } from '../../src/application/validate/schema';
import { dataKeyProblem, labelValueProblem, qualifiedNameProblem } from '../../src/kubernetes/formats';
import { runs } from '../random-runs';
import { applications } from './arbitrary-application';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const SCHEMAS: Readonly<Record<string, object>> = {
  HelmChart: helmChart,
  HelmRelease: helmRelease,
  Kustomization: kustomization,
};

test("every object of a valid Application is valid under Flux's schemas and rules", () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(applications, (application) => {
      for (const { kind, metadata, spec, data } of lower(application).objects as Any[]) {
        kinds.add(kind);
        if (kind === 'ConfigMap') {
          for (const key of Object.keys(data)) expect(dataKeyProblem(key)).toBeUndefined();
        } else {
          expect(validateSchema(SCHEMAS[kind] as object, spec, ['spec'])).toEqual([]);
        }
        for (const key of [...Object.keys(metadata.labels), ...Object.keys(metadata.annotations)]) {
          expect(qualifiedNameProblem(key)).toBeUndefined();
        }
        for (const value of Object.values<string>(metadata.labels)) expect(labelValueProblem(value)).toBeUndefined();
      }
    }),
    { numRuns: runs(300) },
  );
  expect([...kinds].sort()).toEqual(['ConfigMap', 'HelmChart', 'HelmRelease', 'Kustomization']);
});
