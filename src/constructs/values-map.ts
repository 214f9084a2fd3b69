/** Helm values of any shape, those of an interface type included. */
export interface ValuesMap {
  /** JSON data, or a Lazy or token that resolves to it. */
  // biome-ignore lint/suspicious/noExplicitAny: a type that is an interface is not assignable to a map of unknown
  readonly [key: string]: any;
}

/** What knows the type of the values of a chart. */
export interface TypedValues<Values extends ValuesMap = ValuesMap> {
  /** Never there: it carries the type. */
  readonly valuesType?: Values;
}
