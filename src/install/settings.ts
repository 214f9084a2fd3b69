import { type Installed, installedAs } from './manifest';
import type { FluxApplicationWatcherProps } from './props';

/** The settings of a watcher: its props, with all defaults. */
export interface WatcherSettings extends Omit<FluxApplicationWatcherProps, 'name' | 'namespace' | 'labels'>, Installed {
  readonly replicas: 1 | 2;
  readonly metricsPort: number;
}

/** The settings of a watcher with these props, in a chart with this namespace. */
export function settingsOf(props: FluxApplicationWatcherProps, name: string, namespace: string): WatcherSettings {
  return {
    ...props,
    ...installedAs('fluxapp-watcher', name, namespace, props.labels),
    replicas: props.replicas ?? 1,
    metricsPort: props.metricsPort ?? 8080,
  };
}

/** Whether there are two replicas, of which one works. */
export function isReplicated({ replicas }: WatcherSettings): boolean {
  return replicas > 1;
}

/**
 * Whether it holds a Lease: always if it lowers Applications, because an old Pod that deletes objects may run in
 * parallel with a new one.
 */
export function electsLeader(settings: WatcherSettings): boolean {
  return isReplicated(settings) || settings.lowering !== undefined;
}
