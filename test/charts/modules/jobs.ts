// Written by "fluxapp import chart ./charts/jobs". Do not edit it.
import { type OpenValues, typedChart } from 'cdk8s-fluxapp';

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
  readonly menu?: JobsValuesMenu | null;
  readonly tree?: readonly (readonly JobsValuesTreeItemItem[] | boolean)[] | boolean | null;
  readonly flags?: { readonly [key: string]: JobsValuesFlagsValue | null } | boolean | null;
  readonly remote?: unknown;
  readonly undescribed?: JobsValuesUndescribed | null;
  readonly extra?: unknown;
  /** Values that this chart and all charts below it get. */
  readonly global?: OpenValues | null;
}

export interface JobsValuesJobsItem {
  /**
   * The name of the Job.
   * It is a DNS label.
   */
  readonly name: string;
  readonly command?: readonly string[];
  readonly after?: JobsValuesJobsItem;
  readonly resources?: JobsValuesJobsItemResources;
}

export interface JobsValuesJobsItemResources extends OpenValues {
  readonly limits?: JobsValuesJobsItemResourcesLimits;
}

export interface JobsValuesJobsItemResourcesLimits extends OpenValues {
  /** An amount of a resource. */
  readonly cpu?: string | number;
  /** An amount of a resource. */
  readonly memory?: string | number;
}

export interface JobsValuesLimits extends OpenValues {
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
  readonly region?: unknown;
}

export interface JobsValuesMenu {
  readonly title?: string | null;
  readonly below?: JobsValuesMenu | null;
}

export type JobsValuesTreeItemItem = readonly JobsValuesTreeItemItem[] | boolean;

export type JobsValuesFlagsValue = { readonly [key: string]: JobsValuesFlagsValue | null } | boolean;

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
export const jobs = typedChart<JobsValues>(
  { chart: 'jobs', version: '0.3.1-rc.1+build.5' },
  '{"name":"jobs","version":"0.3.1-rc.1+build.5","schema":{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","definitions":{"quantity":{"description":"An amount of a resource.","type":["string","number"],"pattern":"^[0-9.]+[a-zA-Z]*$"},"job":{"type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":1,"description":"The name of the Job.\\nIt is a DNS label."},"command":{"type":"array","items":{"type":"string"}},"after":{"$ref":"#/definitions/job"},"resources":{"type":"object","properties":{"limits":{"$ref":"#/definitions/limits"}}}}},"menu":{"type":"object","additionalProperties":false,"properties":{"title":{"type":"string"},"below":{"$ref":"#/definitions/menu"}}},"tree":{"anyOf":[{"type":"boolean"},{"type":"array","items":{"$ref":"#/definitions/tree"}}]},"flags":{"anyOf":[{"type":"boolean"},{"type":"object","additionalProperties":{"$ref":"#/definitions/flags"}}]},"limits":{"type":"object","properties":{"cpu":{"$ref":"#/definitions/quantity"},"memory":{"$ref":"#/definitions/quantity"}},"additionalProperties":{"type":"string"}}},"properties":{"schedule":{"type":"string"},"policy":{"enum":["Allow","Forbid","Replace",null],"default":"Forbid"},"jobs":{"type":"array","items":{"$ref":"#/definitions/job"}},"limits":{"$ref":"#/definitions/limits"},"labels":{"type":"object","additionalProperties":{"type":"string"}},"retries":{"type":"string","deprecated":true,"title":"How often a job is tried"},"notSaid":{"type":["integer","null"]},"suspend":{"const":true},"gone":false,"anything":true,"port":{"anyOf":[{"type":"integer"},{"type":"string","pattern":"^[a-z]+$"}]},"store":{"type":"object","required":["kind"],"properties":{"kind":{"enum":["s3","disk"]}},"oneOf":[{"properties":{"kind":{"const":"s3"},"bucket":{"type":"string"}},"required":["bucket"]},{"properties":{"kind":{"const":"disk"},"path":{"type":"string"}},"required":["path"]}],"if":{"properties":{"kind":{"const":"s3"}}},"then":{"properties":{"region":{"type":"string"}}}},"closed":{"type":"object","additionalProperties":false},"menu":{"$ref":"#/definitions/menu"},"tree":{"$ref":"#/definitions/tree"},"flags":{"$ref":"#/definitions/flags"},"remote":{"$ref":"https://example.com/schemas/remote.json"}}},"values":{"schedule":"@daily","policy":"Forbid","jobs":[{"name":"clean","command":["rm","-rf","/cache"]}],"limits":{"memory":"64Mi"},"retries":3,"undescribed":{"inner":true},"store":{"kind":"s3","bucket":"jobs"}},"keys":{"schedule":0,"policy":0,"jobs":0,"limits":0,"labels":0,"retries":0,"notSaid":0,"suspend":0,"anything":0,"port":0,"store":{"kind":0,"bucket":0,"path":0,"region":0},"closed":{},"menu":{"title":0,"below":0},"tree":0,"flags":0,"remote":0,"undescribed":{"inner":0},"extra":0,"global":0},"files":{"ci/all-values.yaml":null,"ci/misspelt-values.yaml":null}}',
);
