import type { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { SourceRef } from '../../imports/gitops.kubesphere.io';
import {
  CONSOLE_SOURCE_PREFIX,
  MANAGED_BY,
  MANAGER,
  objectFootprint,
  validateSource,
  withoutAbsent,
} from '../application';
import { error } from '../diagnostics';
import { SOURCE_API } from '../kubernetes';
import { checkNesting } from '../values';
import { attachDiagnostics } from './attach-diagnostics';
import { ConflictRegistry } from './conflict-registry';
import { ManifestObject, resolveTokens } from './synth';
import type { TypedValues, ValuesMap } from './values-map';

/** The kinds of source objects. */
export type SourceKind = SourceRef['kind'];

/** The source of charts or manifests. */
export interface ISource<K extends SourceKind = SourceKind> extends IConstruct {
  /** The kind of the object. */
  readonly kind: K;
  /** The name of the object, a DNS subdomain. */
  readonly name: string;
  /** The namespace of the object, a DNS label. If absent, the namespace of the object that refers to it. */
  readonly namespace?: string;
}

/** A source that contains charts by name or path. */
export type IChartRepository = ISource<'HelmRepository' | 'GitRepository' | 'Bucket'>;
/**
 * A source that is a single chart.
 *
 * @typeParam Values the values of the chart
 */
export type IChartArtifact<Values extends ValuesMap = ValuesMap> = ISource<'OCIRepository' | 'ExternalArtifact'> &
  TypedValues<Values>;
/** A source that contains manifests. */
export type IManifestSource = ISource<'GitRepository' | 'OCIRepository' | 'Bucket' | 'ExternalArtifact'>;

/** The props of all sources, in addition to the fields of their spec. */
export interface SourceProps {
  /**
   * The interval at which Flux checks for a new revision: a duration such as `10m` or `1h30m`.
   *
   * @default '10m'
   */
  readonly interval?: string;
  /**
   * Metadata of the object.
   *
   * @default - the name is the id of the construct, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * Create the source in the same way as KubeSphere's console, so that the console shows it: with the name
   * `fluxcd-<name>`, of which the console shows the part after the prefix, and with the label
   * `app.kubernetes.io/managed-by: gitops.kubesphere.io`.
   *
   * @default false
   */
  readonly console?: boolean;
}

/** Options of a reference to an existing source. */
export interface SourceReferenceOptions {
  /**
   * The namespace of the object.
   *
   * @default - the namespace of the object that refers to it
   */
  readonly namespace?: string;
}

/** A source that is created here: the construct around its object. */
export abstract class SourceBase<K extends SourceKind> extends Construct implements ISource<K> {
  /** The kind of the object. */
  readonly kind: K;
  /** The name of the object, a DNS subdomain. */
  readonly name: string;
  /** The namespace of the object, a DNS label. If absent, the applier decides. */
  readonly namespace?: string;
  /** The object, for example for `addJsonPatch()`. */
  readonly object: ApiObject;

  protected constructor(
    scope: Construct,
    id: string,
    kind: K & Exclude<SourceKind, 'ExternalArtifact'>,
    props: SourceProps,
  ) {
    super(scope, id);
    const { metadata: given, console = false, interval, ...own } = props ?? {};
    const metadata = given ?? {};
    const spec = () => withoutAbsent(resolveTokens({ interval: interval ?? '10m', ...own }, this.object));
    const ownName = metadata.name ?? id;
    this.kind = kind;
    this.name = console ? `${CONSOLE_SOURCE_PREFIX}${ownName}` : ownName;
    this.namespace = metadata.namespace ?? Chart.of(this).namespace;
    this.object = new ManifestObject(this, 'Resource', {
      apiVersion: SOURCE_API.apiVersion,
      kind,
      metadata: {
        ...metadata,
        name: this.name,
        labels: { ...(console ? { [MANAGED_BY]: MANAGER } : {}), ...metadata.labels },
      },
      manifest: () => ({ spec: spec() }),
    });
    const head = { name: this.name, namespace: this.namespace };
    const conflicts = ConflictRegistry.of(this).add(() => objectFootprint(kind, head, ['metadata', 'name']));
    const endless = checkNesting(own).map((problem) => error('data-invalid', problem.path, problem.message));
    attachDiagnostics(this, () => [
      ...endless,
      ...(endless.length > 0
        ? []
        : validateSource(kind, { ...metadata, name: this.name, namespace: this.namespace }, spec())),
      ...conflicts(),
    ]);
  }
}

/** A reference to an existing source. */
export class SourceReference<K extends SourceKind> extends Construct implements ISource<K> {
  readonly kind: K;
  readonly name: string;
  readonly namespace?: string;

  constructor(scope: Construct, id: string, kind: K, name: string, options: SourceReferenceOptions = {}) {
    super(scope, id);
    this.kind = kind;
    this.name = name;
    this.namespace = options?.namespace;
  }
}

/** The reference to a source in an Application. */
export function sourceRefOf(source: ISource): SourceRef {
  const { kind, name, namespace } = source;
  return namespace === undefined ? { kind, name } : { kind, name, namespace };
}
