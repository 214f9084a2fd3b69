import { type ApiObject, type ApiObjectMetadata, ApiObjectMetadataDefinition } from 'cdk8s';

/** The metadata of a ManifestObject. In addition to that of cdk8s it knows whether anything was added to it. */
export class ManifestMetadata extends ApiObjectMetadataDefinition {
  private hasMore: boolean;

  /** @param metadata of the object and its chart */
  constructor(object: ApiObject, { name, namespace, ...metadata }: ApiObjectMetadata) {
    super(new Definition(object, { name, namespace, ...metadata }));
    this.hasMore =
      Object.keys(metadata).length > 0 || ![name, namespace ?? ''].every((text) => typeof text === 'string');
  }

  /** Whether it is a name and a namespace, without Lazy values, and nothing else. */
  get isHead(): boolean {
    return !this.hasMore;
  }

  override addLabel(key: string, value: string): void {
    this.hasMore = true;
    super.addLabel(key, value);
  }

  override addAnnotation(key: string, value: string): void {
    this.hasMore = true;
    super.addAnnotation(key, value);
  }

  override addFinalizers(...finalizers: string[]): void {
    this.hasMore = true;
    super.addFinalizers(...finalizers);
  }

  override addOwnerReference(owner: Parameters<ApiObjectMetadataDefinition['addOwnerReference']>[0]): void {
    this.hasMore = true;
    super.addOwnerReference(owner);
  }

  override add(key: string, value: unknown): void {
    this.hasMore = true;
    super.add(key, value);
  }
}

/**
 * The argument of cdk8s' constructor, which keeps it and deletes `apiObject` from it. An object from which an own property
 * was deleted takes 450 bytes more, for each of tens of thousands; here it is a getter of the class.
 */
class Definition {
  readonly #object: ApiObject;

  constructor(object: ApiObject, metadata: ApiObjectMetadata) {
    this.#object = object;
    Object.assign(this, metadata);
  }

  get apiObject(): ApiObject {
    return this.#object;
  }
}
