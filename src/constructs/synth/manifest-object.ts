import { ApiObject, type ApiObjectMetadata, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { HATCHED, hatchedAnnotation } from '../../application';
import { copyOf, type SharedParts, setEntry, type ValueMap } from '../../json';
import { ManifestMetadata } from './manifest-metadata';
import { hasOwnResolvers, resolveTokens } from './resolve-tokens';
import { asYamlDocument, yamlText } from './yaml-document';

/** A Kubernetes object whose manifest is created when it is written. */
export interface ManifestObjectProps {
  readonly apiVersion: string;
  readonly kind: string;
  /** The metadata that is known when the construct is created. It takes precedence over that of the manifest. */
  readonly metadata: ApiObjectMetadata;
  /** Creates the object. Its metadata need not repeat {@link ManifestObjectProps.metadata}. */
  manifest(): object;
  /**
   * The text of parts that the manifest shares with others. A manifest with shared parts must be plain data, without
   * Lazy values.
   *
   * @default - none
   */
  shared?(): SharedParts;
  /**
   * Whether an annotation lists the fields that JSON patches have changed.
   *
   * @default false
   */
  readonly namesPatchedFields?: boolean;
  /**
   * Changes the object after all additions of the author, including JSON patches.
   *
   * @default - nothing is changed
   */
  finish?(written: object): object;
  /**
   * Whether the object has no namespace, even if the chart has one.
   *
   * @default false
   */
  readonly clusterScoped?: boolean;
}

/**
 * An ApiObject whose manifest is written unchanged: nulls stay (a null in Helm values has a meaning, but an ApiObject
 * of cdk8s drops it), every key is data, and the keys keep the author's order. It supports everything that an ApiObject
 * supports: labels and namespace of the chart, `metadata.addLabel()`, JSON patches, Lazy values and resolvers. Its YAML
 * is that of {@link asYamlDocument}.
 */
export class ManifestObject extends ApiObject {
  override readonly metadata: ManifestMetadata;
  private readonly manifestProps: ManifestObjectProps;
  private jsonPatches?: JsonPatch[];

  constructor(scope: Construct, id: string, props: ManifestObjectProps) {
    super(scope, id, props); // keeps the props, which saves an object for each of thousands
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

  /** The YAML of {@link toJson}, without copying the manifest. */
  toYaml(): string {
    const shared = this.manifestProps.shared?.();
    return yamlText(this.manifest(), this.node.path, shared);
  }

  /** A number that changes when something is added to the object, which changes how it is written. */
  get version(): number {
    return this.metadata.version + (this.jsonPatches?.length ?? 0);
  }

  /** The object as written, before {@link ManifestObjectProps.finish}. Do not change it, see {@link written}. */
  unfinished(): object {
    return this.written(this.manifestProps.manifest());
  }

  private manifest(): object {
    const written = this.unfinished();
    return this.manifestProps.finish?.(written) ?? written;
  }

  /**
   * The object as written with this manifest. It shares parts with other manifests and with the author's own objects:
   * do not change it.
   */
  written(manifest: object): object {
    const { metadata, apiVersion: _, kind: __, ...body } = manifest as ValueMap;
    const isPlain = this.manifestProps.shared !== undefined && !hasOwnResolvers(this);
    return this.patched({
      apiVersion: this.apiVersion,
      kind: this.kind,
      metadata:
        isPlain && this.metadata.isHead
          ? this.headOver(metadata as ValueMap)
          : this.metadataOver((metadata ?? {}) as ValueMap),
      ...(isPlain ? body : (resolveTokens(body, this) as ValueMap)),
    });
  }

  private patched(manifest: object): object {
    const patches = this.jsonPatches;
    if (patches === undefined) return manifest;
    const patched = patches.reduce(
      (document: object, patch, index) => this.withPatch(document, patch, `${index + 1} of ${patches.length}`),
      copyOf(manifest), // a patch is applied in place
    );
    return this.manifestProps.namesPatchedFields ? namingPatchedFields(manifest, patched) : patched;
  }

  /**
   * The error of the patch library contains the whole document, including secrets, so it is not passed on, not even as
   * a cause.
   */
  private withPatch(document: object, patch: JsonPatch, which: string): object {
    try {
      return JsonPatch.apply(document, patch);
    } catch {
      throw new Error(
        `[${this.node.path}] JSON patch ${which} cannot be applied: its path leads nowhere, or its test fails`,
      );
    }
  }

  /** The same as {@link metadataOver} if nothing was added. */
  private headOver({ labels, annotations }: ValueMap): ValueMap {
    const { name, namespace } = this.metadata;
    return { name, ...(namespace === undefined ? {} : { namespace }), labels, annotations };
  }

  /**
   * Merges metadata, from the lowest to the highest: of the chart, of the manifest, and of the author's additions to
   * this object. A label of the chart must not hide a label that selects objects.
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

/** The patched manifest with the annotation that lists the fields that patches have changed. */
function namingPatchedFields(manifest: object, patched: object): object {
  const fields = hatchedAnnotation(manifest, patched);
  const { metadata } = patched as { readonly metadata?: { readonly annotations?: object } };
  if (fields === undefined || metadata === undefined) return patched;
  return { ...patched, metadata: { ...metadata, annotations: { ...metadata.annotations, [HATCHED]: fields } } };
}

/** The labels that are not those of the chart. */
function added(labels: ValueMap, ofChart: ValueMap): ValueMap {
  return Object.fromEntries(Object.entries(labels).filter(([key, value]) => ofChart[key] !== value));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (value !== null && Object.keys(value).length === 0);
}
