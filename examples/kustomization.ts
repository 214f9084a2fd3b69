import { Chart } from 'cdk8s';
import { Cluster, FluxApplication, GitRepository } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

/** Manifests from Git instead of a chart: a Kustomization per target, each with a path of its own. */
export class GuestBook extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'guestbook-system' });

    const source = new GitRepository(this, 'guestbook-source', {
      url: 'https://github.com/kubernetes/examples',
      ref: { branch: 'master' },
      // What is not below this path does not make a new revision.
      ignore: '/*\n!/web/guestbook\n',
    });

    new FluxApplication(this, 'guestbook', {
      kustomization: {
        source,
        defaults: {
          // Flux wants it said whether it may delete: there is no default.
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
          // Two Kustomizations into one namespace need explicit names, to be told apart.
          { destination: Cluster.host().namespace('guestbook'), name: 'extras', path: './web/guestbook/all-in-one' },
        ],
      },
    });
  }
}
