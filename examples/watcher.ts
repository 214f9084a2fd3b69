import { Chart } from 'cdk8s';
import { FluxApplicationWatcher } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

/** Status in the cluster: the watcher writes onto every Application how it stands on its targets. */
export class Watcher extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'flux-system' });

    new FluxApplicationWatcher(this, 'fluxapp-watcher', {
      // `docker build` in the checkout makes it: none is published
      image: 'registry.example.com/fluxapp:0.1.0',
      // of two one works, and the other takes over when its node goes
      replicas: 2,
    });
  }
}
