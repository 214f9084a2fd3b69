import { Chart } from 'cdk8s';
import { Cluster, FluxApplication, GitRepository } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

/** Manifests from Git instead of a chart: one Kustomization per target, each with a different path. */
export class GuestBook extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'guestbook-system' });

    const source = new GitRepository(this, 'guestbook-source', {
      url: 'https://github.com/kubernetes/examples',
      ref: { branch: 'master' },
      // Changes outside this path do not create a new revision.
      ignore: '/*\n!/web/guestbook\n',
    });

    new FluxApplication(this, 'guestbook', {
      kustomization: {
        source,
        defaults: {
          // Flux requires this field: there is no default.
          prune: true,
          path: './web/guestbook',
          timeout: '3m',
        },
        deploy: [
          { destination: Cluster.host().namespace('guestbook') },
          {
            destination: Cluster.member('eu-1').namespace('guestbook'),
            images: [{ name: 'gcr.io/google-samples/gb-frontend', newTag: 'v5' }],
            postBuild: { substitute: { region: 'eu' } },
          },
          // Two Kustomizations in one namespace need different explicit names.
          { destination: Cluster.host().namespace('guestbook'), name: 'extras', path: './web/guestbook/all-in-one' },
        ],
      },
    });
  }
}
