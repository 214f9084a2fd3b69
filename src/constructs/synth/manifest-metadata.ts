import { type ApiObject, type ApiObjectMetadata, ApiObjectMetadataDefinition } from 'cdk8s';

/** The metadata of a ManifestObject: that of cdk8s, which knows besides whether anybody has added to it. */
export class ManifestMetadata extends ApiObjectMetadataDefinition {
  private hasMore: boolean;

  /** @param metadata what is known when the object is made, what its chart says included */
  constructor(object: ApiObject, { name, namespace, ...metadata }: ApiObjectMetadata) {
    super(new Definition(object, { name, namespace, ...metadata }));
    this.hasMore =
      Object.keys(metadata).length > 0 || ![name, namespace ?? ''].every((text) => typeof text === 'string');
  }

  /** Whether it is a name and a namespace, both as they are to be written, and nothing else. */
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
 * What cdk8s makes metadata of, and keeps. It deletes `apiObject` from that, and an object from which an own property was
 * deleted takes 450 bytes: for each of tens of thousands.
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
