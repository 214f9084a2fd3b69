import { Testing } from 'cdk8s';
import { FluxApplicationWatcher, type FluxApplicationWatcherProps } from '../../../src';
import { testChart } from '../chart';

/** The image of the watchers in tests. */
export const IMAGE = 'registry.example.com/fluxapp:1.0.0';

/** The objects of a watcher called `watcher` in the namespace `flux-system`. */
// biome-ignore lint/suspicious/noExplicitAny: tests read arbitrary objects from it
export function watcherObjects(props: Partial<FluxApplicationWatcherProps> = {}): any[] {
  const chart = testChart('flux-system');
  new FluxApplicationWatcher(chart, 'watcher', { image: IMAGE, ...props });
  return Testing.synth(chart);
}

/** The only object of a kind. */
export function only(objects: ReturnType<typeof watcherObjects>, kind: string) {
  const [found, ...others] = objects.filter((object) => object.kind === kind);
  if (found === undefined || others.length > 0) throw new Error(`not one object of kind ${kind}`);
  return found;
}
