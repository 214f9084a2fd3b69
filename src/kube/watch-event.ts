/** One line of a watch. Of a BOOKMARK only `metadata.resourceVersion` says something; of an ERROR the object is a Status. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  // biome-ignore lint/suspicious/noExplicitAny: an object of any kind, straight from JSON
  readonly object: any;
}
