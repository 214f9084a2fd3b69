/** Helm values of any shape, including interface types. */
export interface ValuesMap {
  /** JSON data, or a Lazy or token that resolves to it. */
  // biome-ignore lint/suspicious/noExplicitAny: a type that is an interface is not assignable to a map of unknown
  readonly [key: string]: any;
}

/**
 * A map of values in an imported chart that accepts any keys. The compiler accepts a list as a {@link ValuesMap}, but
 * never as this type.
 */
export interface OpenValues extends ValuesMap {
  readonly [Symbol.iterator]?: never;
}

/** Carries the type of the values of a chart. */
export interface TypedValues<Values extends ValuesMap = ValuesMap> {
  /** Always absent: it only carries the type. */
  readonly valuesType?: Values;
}
