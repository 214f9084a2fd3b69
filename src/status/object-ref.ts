/** A Flux object that another one refers to. */
export interface ObjectRef {
  readonly kind: string;
  /** Absent where whoever refers to it stands in no namespace yet. */
  readonly namespace?: string;
  readonly name: string;
}

/** Equal for references to the same object, and for no others: `HelmChart/apps/podinfo`. */
export function refKey({ kind, namespace = '', name }: ObjectRef): string {
  return `${kind}/${namespace}/${name}`;
}
