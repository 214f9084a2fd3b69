// Written by "fluxapp import chart ./charts/jobs". Do not edit it.
import { typedChart, type ValuesMap } from 'cdk8s-fluxapp';

/** Values of the chart jobs 0.3.1-rc.1+build.5. */
export interface JobsValues {
  /**
   * When jobs run
   *
   * @default "@daily"
   */
  readonly schedule?: string | null;
  /**
   * What becomes of a job that still runs
   *
   * @default "Forbid"
   */
  readonly policy?: 'Allow' | 'Forbid' | 'Replace' | null;
  /** @default [{"name":"clean","command":["rm","-rf","/cache"]}] */
  readonly jobs?: readonly JobsValuesJobsItem[] | null;
  readonly limits?: JobsValuesLimits | null;
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
  readonly store?: JobsValuesStore | null;
  readonly closed?: Readonly<Record<string, never>> | null;
  readonly remote?: unknown;
  readonly undescribed?: JobsValuesUndescribed | null;
  readonly extra?: unknown;
  /** Values that this chart and all charts below it get. */
  readonly global?: ValuesMap | null;
}

export interface JobsValuesJobsItem {
  /**
   * The name of the Job.
   * It is a DNS label.
   */
  readonly name: string;
  readonly command?: readonly string[];
  readonly after?: unknown;
  readonly resources?: JobsValuesJobsItemResources;
}

export interface JobsValuesJobsItemResources extends ValuesMap {
  readonly limits?: JobsValuesJobsItemResourcesLimits;
}

export interface JobsValuesJobsItemResourcesLimits extends ValuesMap {
  /** An amount of a resource. */
  readonly cpu?: string | number;
  /** An amount of a resource. */
  readonly memory?: string | number;
}

export interface JobsValuesLimits extends ValuesMap {
  /** An amount of a resource. */
  readonly cpu?: string | number | null;
  /**
   * An amount of a resource.
   *
   * @default "64Mi"
   */
  readonly memory?: string | number | null;
}

export interface JobsValuesStore {
  /** @default "s3" */
  readonly kind?: 's3' | 'disk' | null;
  /** @default "jobs" */
  readonly bucket?: string | null;
  readonly path?: string | null;
  readonly region?: string | null;
}

export interface JobsValuesUndescribed {
  /**
   * A key that the schema does not name
   *
   * @default true
   */
  readonly inner?: string | boolean | null;
}

/**
 * Jobs that run
 * at some time.
 */
export const jobs = typedChart<JobsValues>({ chart: 'jobs', version: '0.3.1-rc.1+build.5' });
