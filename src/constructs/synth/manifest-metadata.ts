import { type ApiObject, type ApiObjectMetadata, ApiObjectMetadataDefinition } from 'cdk8s';

/** The metadata of a ManifestObject. Unlike the metadata of cdk8s, it records whether anything was added to it. */
export class ManifestMetadata extends ApiObjectMetadataDefinition {
  /** The number of additions. Initial metadata other than a name and a namespace counts as one. */
  private changes: number;

  /** @param metadata the metadata of the object and its chart */
  constructor(object: ApiObject, { name, namespace, ...metadata }: ApiObjectMetadata) {
    super(new Definition(object, { name, namespace, ...metadata }));
    const isHead =
      Object.keys(metadata).length === 0 && [name, namespace ?? ''].every((text) => typeof text === 'string');
    this.changes = isHead ? 0 : 1;
  }

  /** Whether it has only a name and a namespace, without Lazy values. */
  get isHead(): boolean {
    return this.changes === 0;
  }

  /** A number that changes when something is added. */
  get version(): number {
    return this.changes;
  }

  override addLabel(key: string, value: string): void {
    this.changes++;
    super.addLabel(key, value);
  }

  override addAnnotation(key: string, value: string): void {
    this.changes++;
    super.addAnnotation(key, value);
  }

  override addFinalizers(...finalizers: string[]): void {
    this.changes++;
    super.addFinalizers(...finalizers);
  }

  override addOwnerReference(owner: Parameters<ApiObjectMetadataDefinition['addOwnerReference']>[0]): void {
    this.changes++;
    super.addOwnerReference(owner);
  }

  override add(key: string, value: unknown): void {
    this.changes++;
    super.add(key, value);
  }
}

/**
 * The argument of cdk8s' constructor, which keeps it and deletes `apiObject` from it. Deleting an own property would
 * cost 450 bytes for each of tens of thousands of objects; here `apiObject` is a getter of the class.
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
