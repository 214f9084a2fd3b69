// Written by "fluxapp import chart ./charts/shop". Do not edit it.
import { typedChart, type ValuesMap } from 'cdk8s-fluxapp';

/** Values of the chart shop 2.0.0. */
export interface ShopValues {
  /** The page that customers see. */
  readonly front?: ShopValuesFront | null;
  readonly jobs?: ShopValuesJobs | null;
  readonly database?: ShopValuesDatabase | null;
  /** @default "EUR" */
  readonly currency?: string | number | boolean | null;
  /** A web server behind an Ingress. */
  readonly admin?: ShopValuesAdmin | null;
  readonly extras?: ShopValuesExtras | null;
  readonly tags?: ShopValuesTags | null;
  /** Values that this chart and all charts below it get. */
  readonly global?: ValuesMap | null;
}

export interface ShopValuesFront {
  /**
   * Number of Pods
   *
   * @default 3
   */
  readonly replicaCount?: string | number | null;
  readonly ingress?: ShopValuesFrontIngress | null;
  /** Where the server comes from. */
  readonly image?: ShopValuesFrontImage | null;
  /** How the server is reached */
  readonly service?: ShopValuesFrontService | null;
  /** Passed on as it is */
  readonly resources?: ShopValuesFrontResources | null;
  /** @default [] */
  readonly extraEnv?: readonly unknown[] | null;
  /** @default {} */
  readonly nodeSelector?: ValuesMap | readonly unknown[] | null;
  readonly podLabels?: ShopValuesFrontPodLabels | null;
  readonly autoscaling?: ShopValuesFrontAutoscaling | null;
  readonly probes?: ShopValuesFrontProbes | null;
  /** @default "{{ .Values.company | default \"nobody\" }}" */
  readonly motd?: string | number | boolean | null;
  readonly schedule?: unknown;
  /** @default true */
  readonly '10-first'?: string | boolean | null;
  /** @default "quoted" */
  readonly 'it\'s'?: string | number | boolean | null;
  readonly nameOverride?: unknown;
  readonly command?: ShopValuesFrontCommand | null;
  readonly company?: unknown;
  readonly commonLabels?: unknown;
  /** Values that this chart and all charts below it get. */
  readonly global?: ValuesMap | null;
}

export interface ShopValuesFrontIngress {
  /** @default true */
  readonly enabled?: string | boolean | null;
  /**
   * Hosts with their paths
   *
   * @default [{"host":"web.local","paths":["/"]}]
   */
  readonly hosts?: readonly unknown[] | null;
}

export interface ShopValuesFrontImage {
  /**
   * Repository of the image, without its tag
   *
   * @default "registry.example.com/web"
   */
  readonly repository?: string | number | boolean | null;
  /**
   * Tag of the image
   *
   * @default ""
   */
  readonly tag?: unknown;
  /** @default "IfNotPresent" */
  readonly pullPolicy?: string | number | boolean | null;
}

export interface ShopValuesFrontService {
  /** @default "ClusterIP" */
  readonly type?: string | number | boolean | null;
  /** @default 80 */
  readonly port?: string | number | null;
  /**
   * Annotations of the Service
   *
   * @default {}
   */
  readonly annotations?: ValuesMap | readonly unknown[] | null;
  readonly nodePort?: unknown;
}

export interface ShopValuesFrontResources extends ValuesMap {
  readonly limits?: ShopValuesFrontResourcesLimits | null;
}

export interface ShopValuesFrontResourcesLimits extends ValuesMap {
  /** @default "64Mi" */
  readonly memory?: string | number | boolean | null;
}

export interface ShopValuesFrontPodLabels extends ValuesMap {
  /** @default "web" */
  readonly team?: string | number | boolean | null;
}

export interface ShopValuesFrontAutoscaling {
  /** @default false */
  readonly enabled?: string | boolean | null;
  /** @default 1 */
  readonly minReplicas?: string | number | null;
  readonly maxReplicas?: unknown;
}

export interface ShopValuesFrontProbes extends ValuesMap {
  readonly liveness?: ShopValuesFrontProbesLiveness | null;
}

export interface ShopValuesFrontProbesLiveness extends ValuesMap {
  /** @default "/health" */
  readonly path?: string | number | boolean | null;
}

export interface ShopValuesFrontCommand extends ValuesMap {
  readonly main?: unknown;
}

export interface ShopValuesJobs {
  /**
   * When jobs run
   *
   * @default "@hourly"
   */
  readonly schedule?: string | null;
  /**
   * What becomes of a job that still runs
   *
   * @default "Forbid"
   */
  readonly policy?: 'Allow' | 'Forbid' | 'Replace' | null;
  /** @default [{"name":"clean","command":["rm","-rf","/cache"]}] */
  readonly jobs?: readonly ShopValuesJobsJobsItem[] | null;
  readonly limits?: ShopValuesJobsLimits | null;
  readonly labels?: Readonly<Record<string, string | null>> | null;
  /**
   * How often a job is tried
   *
   * @deprecated
   * @default 3
   */
  readonly retries?: string | number | null;
  /** Said by the schema alone */
  readonly notSaid?: number | null;
  readonly suspend?: true | null;
  readonly anything?: unknown;
  readonly port?: string | number | null;
  readonly store?: ShopValuesJobsStore | null;
  readonly closed?: Readonly<Record<string, never>> | null;
  readonly remote?: unknown;
  readonly undescribed?: ShopValuesJobsUndescribed | null;
  readonly extra?: unknown;
  /** Values that this chart and all charts below it get. */
  readonly global?: ValuesMap | null;
}

export interface ShopValuesJobsJobsItem {
  /**
   * The name of the Job.
   * It is a DNS label.
   */
  readonly name: string;
  readonly command?: readonly string[];
  readonly after?: unknown;
  readonly resources?: ShopValuesJobsJobsItemResources;
}

export interface ShopValuesJobsJobsItemResources extends ValuesMap {
  readonly limits?: ShopValuesJobsJobsItemResourcesLimits;
}

export interface ShopValuesJobsJobsItemResourcesLimits extends ValuesMap {
  /** An amount of a resource. */
  readonly cpu?: string | number;
  /** An amount of a resource. */
  readonly memory?: string | number;
}

export interface ShopValuesJobsLimits extends ValuesMap {
  /** An amount of a resource. */
  readonly cpu?: string | number | null;
  /**
   * An amount of a resource.
   *
   * @default "64Mi"
   */
  readonly memory?: string | number | null;
}

export interface ShopValuesJobsStore {
  /** @default "s3" */
  readonly kind?: 's3' | 'disk' | null;
  /** @default "jobs" */
  readonly bucket?: string | null;
  readonly path?: string | null;
  readonly region?: string | null;
}

export interface ShopValuesJobsUndescribed {
  /**
   * A key that the schema does not name
   *
   * @default true
   */
  readonly inner?: string | boolean | null;
}

export interface ShopValuesDatabase extends ValuesMap {
  /** @default "10Gi" */
  readonly size?: string | number | boolean | null;
  readonly enabled?: boolean | null;
}

export interface ShopValuesAdmin {
  /**
   * Number of Pods
   *
   * @default 1
   */
  readonly replicaCount?: string | number | null;
  /** Where the server comes from. */
  readonly image?: ShopValuesFrontImage | null;
  /** How the server is reached */
  readonly service?: ShopValuesFrontService | null;
  readonly ingress?: ShopValuesAdminIngress | null;
  /** Passed on as it is */
  readonly resources?: ShopValuesFrontResources | null;
  /** @default [] */
  readonly extraEnv?: readonly unknown[] | null;
  /** @default {} */
  readonly nodeSelector?: ValuesMap | readonly unknown[] | null;
  readonly podLabels?: ShopValuesFrontPodLabels | null;
  readonly autoscaling?: ShopValuesFrontAutoscaling | null;
  readonly probes?: ShopValuesFrontProbes | null;
  /** @default "{{ .Values.company | default \"nobody\" }}" */
  readonly motd?: string | number | boolean | null;
  readonly schedule?: unknown;
  /** @default true */
  readonly '10-first'?: string | boolean | null;
  /** @default "quoted" */
  readonly 'it\'s'?: string | number | boolean | null;
  readonly nameOverride?: unknown;
  readonly command?: ShopValuesFrontCommand | null;
  readonly company?: unknown;
  readonly commonLabels?: unknown;
  /** Values that this chart and all charts below it get. */
  readonly global?: ValuesMap | null;
  readonly enabled?: boolean | null;
}

export interface ShopValuesAdminIngress {
  /** @default false */
  readonly enabled?: string | boolean | null;
  /**
   * Hosts with their paths
   *
   * @default [{"host":"web.local","paths":["/"]}]
   */
  readonly hosts?: readonly unknown[] | null;
}

export interface ShopValuesExtras {
  readonly admin?: boolean | null;
}

export interface ShopValuesTags {
  readonly batch?: boolean | null;
}

export const shop = typedChart<ShopValues>({ chart: 'shop', version: '2.0.0' });
