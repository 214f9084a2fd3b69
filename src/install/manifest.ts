/** An object of the watcher, as far as it is not the same for all of them. */
export interface WatcherManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent: the object has none. */
  readonly namespace?: string;
  /** Makes everything but apiVersion, kind and metadata. Called when it is written, so with props that are right. */
  readonly body: () => object;
}
