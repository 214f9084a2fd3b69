import { ApiObject, type ApiObjectMetadata, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import type { SharedParts } from '../../json';
import { setEntry, type ValueMap } from '../../json';
import { ManifestMetadata } from './manifest-metadata';
import { hasOwnResolvers, resolved } from './resolved';
import { asYamlDocument, yamlText } from './yaml-document';

/** A Kubernetes object that is made when it is written. */
export interface ManifestObjectProps {
  readonly apiVersion: string;
  readonly kind: string;
  /** What is known of the metadata already; it goes over the manifest's own. */
  readonly metadata: ApiObjectMetadata;
  /** Makes the object. Its metadata may lack what {@link ManifestObjectProps.metadata} has. */
  manifest(): object;
  /**
   * What is known of how parts of the manifest are written. With it the manifest is plain data: nothing in it is lazy.
   *
   * @default - nothing
   */
  shared?(): SharedParts;
  /**
   * Whether the object has no namespace, whatever the chart's is.
   *
   * @default false
   */
  readonly clusterScoped?: boolean;
}

/**
 * An ApiObject whose manifest arrives as it is: nulls stay (a null in Helm values has a meaning, and stock objects drop
 * it), every key is data, and the keys keep the author's order. All that works on a stock object works on it too:
 * labels and namespace of the chart, Aspects, `metadata.addLabel()`, JSON patches, Lazy values and resolvers. Its YAML is
 * that of {@link asYamlDocument}.
 */
export class ManifestObject extends ApiObject {
  override readonly metadata: ManifestMetadata;
  private readonly manifestProps: ManifestObjectProps;
  private jsonPatches?: JsonPatch[];

  constructor(scope: Construct, id: string, props: ManifestObjectProps) {
    super(scope, id, props); // which keeps it: an object less, for each of thousands
    this.manifestProps = props;
    const { namespace = this.chart.namespace, labels, ...metadata } = props.metadata;
    const all = { ...this.chart.labels, ...labels };
    this.metadata = new ManifestMetadata(this, {
      ...{ name: this.name, ...metadata, namespace },
      ...(Object.keys(all).length > 0 ? { labels: all } : {}),
    });
  }

  override addJsonPatch(...ops: JsonPatch[]): void {
    this.jsonPatches = [...(this.jsonPatches ?? []), ...ops];
  }

  // biome-ignore lint/suspicious/noExplicitAny: the return type of ApiObject.toJson()
  override toJson(): any {
    const shared = this.manifestProps.shared?.();
    const manifest = this.manifest();
    return asYamlDocument(copyOf(manifest), this.node.path, manifest, shared);
  }

  /** The YAML of {@link toJson}, without the copy that it gives. */
  toYaml(): string {
    const shared = this.manifestProps.shared?.();
    return yamlText(this.manifest(), this.node.path, shared);
  }

  /** It shares parts with other manifests and the author's own objects. */
  private manifest(): object {
    const { metadata, apiVersion: _, kind: __, ...body } = this.manifestProps.manifest() as ValueMap;
    const isPlain = this.manifestProps.shared !== undefined && !hasOwnResolvers(this);
    return this.patched({
      apiVersion: this.apiVersion,
      kind: this.kind,
      metadata:
        isPlain && this.metadata.isHead
          ? this.headOver(metadata as ValueMap)
          : this.metadataOver((metadata ?? {}) as ValueMap),
      ...(isPlain ? body : (resolved(body, this) as ValueMap)),
    });
  }

  private patched(manifest: object): object {
    const patches = this.jsonPatches;
    if (patches === undefined) return manifest;
    return patches.reduce(
      (document: object, patch, index) => this.withPatch(document, patch, `${index + 1} of ${patches.length}`),
      copyOf(manifest), // a patch is applied in place
    );
  }

  /** What the patch library throws holds what it patches, secrets and all: it is not passed on, not even as a cause. */
  private withPatch(document: object, patch: JsonPatch, which: string): object {
    try {
      return JsonPatch.apply(document, patch);
    } catch {
      throw new Error(
        `[${this.node.path}] JSON patch ${which} cannot be applied: its path leads nowhere, or its test fails`,
      );
    }
  }

  /** What {@link metadataOver} gives where nothing was added. */
  private headOver({ labels, annotations }: ValueMap): ValueMap {
    const { name, namespace } = this.metadata;
    return { name, ...(namespace === undefined ? {} : { namespace }), labels, annotations };
  }

  /**
   * The metadata of the chart, over it that of the manifest, over it what the author adds to this object: a label of the
   * chart must not hide what an object is found by.
   */
  private metadataOver(made: ValueMap): ValueMap {
    const { name, namespace, labels = {}, annotations, ...rest } = this.metadata.toJson();
    const ofChart = this.chart.labels;
    const all: ValueMap = {
      name,
      namespace: this.manifestProps.clusterScoped ? undefined : namespace,
      labels: { ...ofChart, ...(made.labels as object), ...added(labels, ofChart) },
      annotations: { ...(made.annotations as object), ...annotations },
      ...rest,
    };
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(all)) if (!isEmpty(all[key])) setEntry(result, key, all[key]);
    return result;
  }
}

/** The labels that are not those of the chart. */
function added(labels: ValueMap, ofChart: ValueMap): ValueMap {
  return Object.fromEntries(Object.entries(labels).filter(([key, value]) => ofChart[key] !== value));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (value !== null && Object.keys(value).length === 0);
}

function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const entry = (value as ValueMap)[key];
    if (entry !== undefined) setEntry(copy, key, copyOf(entry));
  }
  return copy as T;
}
