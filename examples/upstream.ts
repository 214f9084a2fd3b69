import { Chart } from 'cdk8s';
import { Cluster, FluxApplication, GitRepository, HelmTemplate } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

const namespace = 'my-devops-projecthmhx2';

/**
 * The sample applications of KubeSphere's DevOps project in TypeScript. They lower to the same objects as their YAML,
 * which is how to migrate an existing Application: write it in TypeScript, compare, delete the YAML.
 */
export class Upstream extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace });

    // Sources that the console created exist already, with the console's prefix in their names.
    const github = GitRepository.fromName(this, 'github', 'fluxcd-github-repo', { namespace });
    const gitee = GitRepository.fromName(this, 'gitee', 'fluxcd-gitee-repo', { namespace });
    const node1 = Cluster.member('node-1', { key: 'value' });

    // A chart in Git, with additional values files, saved as a template.
    new FluxApplication(this, 'chengleqi-test-helm', {
      helmRelease: {
        source: github,
        chart: {
          chart: './helm-chart',
          version: '0.1.0',
          interval: '5m0s',
          reconcileStrategy: 'Revision',
          valuesFiles: ['./helm-chart/values.yaml', './helm-chart/aliyun-values.yaml'],
        },
        saveTemplate: true,
        defaults: {
          // The samples leave these to Flux; without the nulls they would get the defaults of this library.
          releaseName: null,
          storageNamespace: null,
          interval: '1m0s',
          upgrade: { remediation: { remediateLastFailure: true }, force: true },
          install: { createNamespace: true },
        },
        deploy: [
          { destination: Cluster.host().namespace('helm-app') },
          { destination: node1.namespace('helm-app'), storageNamespace: 'default' },
        ],
      },
    });

    // The same chart, referenced by the template's name, as from another repository.
    new FluxApplication(this, 'chengleqi-test-template', {
      helmRelease: {
        template: HelmTemplate.fromName(this, 'template', 'chengleqi-test-helm'),
        defaults: {
          // The samples leave these to Flux; without the nulls they would get the defaults of this library.
          releaseName: null,
          storageNamespace: null,
          interval: '1m0s',
          upgrade: { remediation: { remediateLastFailure: true }, force: true },
          install: { createNamespace: true },
        },
        deploy: [
          { destination: Cluster.host().namespace('template-app') },
          { destination: node1.namespace('template-app'), storageNamespace: 'default' },
        ],
      },
    });

    new FluxApplication(this, 'chengleqi-test-kus', {
      kustomization: {
        source: gitee,
        defaults: { interval: '8m0s', path: 'nginx', prune: true },
        deploy: [{ destination: Cluster.host().namespace('default') }, { destination: node1.namespace('default') }],
      },
    });
  }
}
