import type { FluxApplicationWatcherProps } from './props';

/** What a watcher is made of: its props, with every default in place. */
export interface WatcherSettings extends Omit<FluxApplicationWatcherProps, 'name' | 'namespace' | 'labels'> {
  /** Of the objects that have a namespace. */
  readonly name: string;
  readonly namespace: string;
  /** Of objects that others may make as well: those without namespace, and those in the namespace that is watched. */
  readonly globalName: string;
  /** Of all objects. */
  readonly labels: Readonly<Record<string, string>>;
  /** What its Pods are found by. */
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly replicas: 1 | 2;
  readonly metricsPort: number;
}

export const NAME_LABEL = 'app.kubernetes.io/name';
export const INSTANCE_LABEL = 'app.kubernetes.io/instance';

const APPLICATION_NAME = 'fluxapp-watcher';

/** The settings of a watcher with these props, in a chart with this namespace. */
export function settingsOf(props: FluxApplicationWatcherProps, name: string, namespace: string): WatcherSettings {
  const selectorLabels = { [NAME_LABEL]: APPLICATION_NAME, [INSTANCE_LABEL]: name };
  return {
    ...props,
    name,
    namespace,
    // a namespace has no dots: no two watchers have the same
    globalName: `${APPLICATION_NAME}.${namespace}.${name}`,
    labels: { ...props.labels, ...selectorLabels },
    selectorLabels,
    replicas: props.replicas ?? 1,
    metricsPort: props.metricsPort ?? 8080,
  };
}

/** Whether the watcher holds a Lease while it works. */
export function electsLeader({ replicas }: WatcherSettings): boolean {
  return replicas > 1;
}
