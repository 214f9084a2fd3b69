import { Chart } from 'cdk8s';
import { FluxApplicationWatcher } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

/** Status in the cluster: the watcher writes the status of every Application. */
export class Watcher extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'flux-system' });

    new FluxApplicationWatcher(this, 'fluxapp-watcher', {
      // built with `docker build` in the checkout: no image is published
      image: 'registry.example.com/fluxapp:0.1.0',
      // one of two works, and the other takes over when its node fails
      replicas: 2,
    });
  }
}
