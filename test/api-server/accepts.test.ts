import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Testing } from 'cdk8s';
import { beforeAll, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { Fleet, FleetNamespace } from '../../examples/fleet';
import { GuestBook } from '../../examples/kustomization';
import { Podinfo } from '../../examples/podinfo';
import { SharedTemplate } from '../../examples/shared-template';
import { Upstream } from '../../examples/upstream';
import { Watcher } from '../../examples/watcher';
import { Waves } from '../../examples/waves';
import { installCrds } from '../../harness';
import { describeWithApiServer } from '../../harness/suite';
import { testChart } from '../constructs/chart';
import {
  helmChartFields,
  helmReleaseFields,
  inlineChartFields,
  kustomizationFields,
  sourceFields,
} from '../constructs/every-field';
import { fluxCrds } from './flux-crds';
import { refusals } from './judge';

const EXAMPLES = { Podinfo, SharedTemplate, GuestBook, Waves, Fleet, FleetNamespace, Upstream, Watcher };
const FIELDS = { helmReleaseFields, inlineChartFields, kustomizationFields, helmChartFields, sourceFields };

describeWithApiServer('an API server with the CRDs of Flux and of this project', (client) => {
  beforeAll(async () => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const crd = parse(readFileSync(join(__dirname, '../../crds/gitops.kubesphere.io_applications.yaml'), 'utf8'));
    await installCrds(client, [...(await fluxCrds()), crd]);
  });

  test.each(Object.entries(EXAMPLES))('accepts every object of the example %s', async (name, Example) => {
    const objects = Testing.synth(new Example(new App({ outdir: 'dist/test' }), name.toLowerCase()));
    expect(objects.length).toBeGreaterThan(0);
    expect(await refusals(client, objects)).toEqual([]);
  });

  test.each(Object.entries(FIELDS))('accepts every field of %s', async (_, fields) => {
    const objects = fields.flatMap(({ make }) => {
      const chart = testChart();
      make(chart);
      return Testing.synth(chart);
    });
    expect(await refusals(client, objects)).toEqual([]);
  });
});
