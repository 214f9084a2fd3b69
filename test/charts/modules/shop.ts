// Written by "fluxapp import chart ./charts/shop". Do not edit it.
import { type OpenValues, typedChart } from 'cdk8s-fluxapp';

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
  readonly global?: OpenValues | null;
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
  readonly nodeSelector?: OpenValues | readonly unknown[] | null;
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
  readonly global?: OpenValues | null;
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
  readonly annotations?: OpenValues | readonly unknown[] | null;
  readonly nodePort?: unknown;
}

export interface ShopValuesFrontResources extends OpenValues {
  readonly limits?: ShopValuesFrontResourcesLimits | null;
}

export interface ShopValuesFrontResourcesLimits extends OpenValues {
  /** @default "64Mi" */
  readonly memory?: string | number | boolean | null;
}

export interface ShopValuesFrontPodLabels extends OpenValues {
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

export interface ShopValuesFrontProbes extends OpenValues {
  readonly liveness?: ShopValuesFrontProbesLiveness | null;
}

export interface ShopValuesFrontProbesLiveness extends OpenValues {
  /** @default "/health" */
  readonly path?: string | number | boolean | null;
}

export interface ShopValuesFrontCommand extends OpenValues {
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
  readonly menu?: ShopValuesJobsMenu | null;
  readonly tree?: readonly (readonly ShopValuesJobsTreeItemItem[] | boolean)[] | boolean | null;
  readonly flags?: { readonly [key: string]: ShopValuesJobsFlagsValue | null } | boolean | null;
  readonly remote?: unknown;
  readonly undescribed?: ShopValuesJobsUndescribed | null;
  readonly extra?: unknown;
  /** Values that this chart and all charts below it get. */
  readonly global?: OpenValues | null;
}

export interface ShopValuesJobsJobsItem {
  /**
   * The name of the Job.
   * It is a DNS label.
   */
  readonly name: string;
  readonly command?: readonly string[];
  readonly after?: ShopValuesJobsJobsItem;
  readonly resources?: ShopValuesJobsJobsItemResources;
}

export interface ShopValuesJobsJobsItemResources extends OpenValues {
  readonly limits?: ShopValuesJobsJobsItemResourcesLimits;
}

export interface ShopValuesJobsJobsItemResourcesLimits extends OpenValues {
  /** An amount of a resource. */
  readonly cpu?: string | number;
  /** An amount of a resource. */
  readonly memory?: string | number;
}

export interface ShopValuesJobsLimits extends OpenValues {
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
  readonly region?: unknown;
}

export interface ShopValuesJobsMenu {
  readonly title?: string | null;
  readonly below?: ShopValuesJobsMenu | null;
}

export type ShopValuesJobsTreeItemItem = readonly ShopValuesJobsTreeItemItem[] | boolean;

export type ShopValuesJobsFlagsValue = { readonly [key: string]: ShopValuesJobsFlagsValue | null } | boolean;

export interface ShopValuesJobsUndescribed {
  /**
   * A key that the schema does not name
   *
   * @default true
   */
  readonly inner?: string | boolean | null;
}

export interface ShopValuesDatabase extends OpenValues {
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
  readonly nodeSelector?: OpenValues | readonly unknown[] | null;
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
  readonly global?: OpenValues | null;
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

export const shop = typedChart<ShopValues>(
  { chart: 'shop', version: '2.0.0' },
  '{"name":"shop","version":"2.0.0","values":{"front":{"replicaCount":3,"ingress":{"enabled":true}},"jobs":{"schedule":"@hourly"},"database":{"size":"10Gi"},"currency":"EUR"},"dependencies":[{"name":"web","version":"1.x","alias":"front"},{"name":"web","version":"1.x","alias":"admin","condition":"admin.enabled,extras.admin"},{"name":"jobs","version":">=0.3","tags":["batch"]},{"name":"database","version":"1.0.0","condition":"database.enabled"}],"charts":[{"name":"web","version":"1.4.0","values":{"replicaCount":1,"image":{"repository":"registry.example.com/web","tag":"","pullPolicy":"IfNotPresent"},"service":{"type":"ClusterIP","port":80,"annotations":{}},"ingress":{"enabled":false,"hosts":[{"host":"web.local","paths":["/"]}]},"resources":{"limits":{"memory":"64Mi"}},"extraEnv":[],"nodeSelector":{},"podLabels":{"team":"web"},"autoscaling":{"enabled":false,"minReplicas":1},"probes":{"liveness":{"path":"/health"}},"motd":"{{ .Values.company | default \\"nobody\\" }}","schedule":null,"10-first":true,"it\'s":"quoted"},"dependencies":[{"name":"shared","version":"0.2.0"}],"charts":[{"name":"shared","version":"0.2.0"}]},{"name":"jobs","version":"0.3.1-rc.1+build.5","schema":{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","definitions":{"quantity":{"description":"An amount of a resource.","type":["string","number"],"pattern":"^[0-9.]+[a-zA-Z]*$"},"job":{"type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":1,"description":"The name of the Job.\\nIt is a DNS label."},"command":{"type":"array","items":{"type":"string"}},"after":{"$ref":"#/definitions/job"},"resources":{"type":"object","properties":{"limits":{"$ref":"#/definitions/limits"}}}}},"menu":{"type":"object","additionalProperties":false,"properties":{"title":{"type":"string"},"below":{"$ref":"#/definitions/menu"}}},"tree":{"anyOf":[{"type":"boolean"},{"type":"array","items":{"$ref":"#/definitions/tree"}}]},"flags":{"anyOf":[{"type":"boolean"},{"type":"object","additionalProperties":{"$ref":"#/definitions/flags"}}]},"limits":{"type":"object","properties":{"cpu":{"$ref":"#/definitions/quantity"},"memory":{"$ref":"#/definitions/quantity"}},"additionalProperties":{"type":"string"}}},"properties":{"schedule":{"type":"string"},"policy":{"enum":["Allow","Forbid","Replace",null],"default":"Forbid"},"jobs":{"type":"array","items":{"$ref":"#/definitions/job"}},"limits":{"$ref":"#/definitions/limits"},"labels":{"type":"object","additionalProperties":{"type":"string"}},"retries":{"type":"string","deprecated":true,"title":"How often a job is tried"},"notSaid":{"type":["integer","null"]},"suspend":{"const":true},"gone":false,"anything":true,"port":{"anyOf":[{"type":"integer"},{"type":"string","pattern":"^[a-z]+$"}]},"store":{"type":"object","required":["kind"],"properties":{"kind":{"enum":["s3","disk"]}},"oneOf":[{"properties":{"kind":{"const":"s3"},"bucket":{"type":"string"}},"required":["bucket"]},{"properties":{"kind":{"const":"disk"},"path":{"type":"string"}},"required":["path"]}],"if":{"properties":{"kind":{"const":"s3"}}},"then":{"properties":{"region":{"type":"string"}}}},"closed":{"type":"object","additionalProperties":false},"menu":{"$ref":"#/definitions/menu"},"tree":{"$ref":"#/definitions/tree"},"flags":{"$ref":"#/definitions/flags"},"remote":{"$ref":"https://example.com/schemas/remote.json"}}},"values":{"schedule":"@daily","policy":"Forbid","jobs":[{"name":"clean","command":["rm","-rf","/cache"]}],"limits":{"memory":"64Mi"},"retries":3,"undescribed":{"inner":true},"store":{"kind":"s3","bucket":"jobs"}}}],"keys":{"front":{"replicaCount":0,"ingress":{"enabled":0,"hosts":0},"image":{"repository":0,"tag":0,"pullPolicy":0},"service":{"type":0,"port":0,"annotations":0,"nodePort":0},"resources":0,"extraEnv":0,"nodeSelector":0,"podLabels":0,"autoscaling":{"enabled":0,"minReplicas":0,"maxReplicas":0},"probes":0,"motd":0,"schedule":0,"10-first":0,"it\'s":0,"nameOverride":0,"command":0,"company":0,"commonLabels":0,"global":0},"jobs":{"schedule":0,"policy":0,"jobs":0,"limits":0,"labels":0,"retries":0,"notSaid":0,"suspend":0,"anything":0,"port":0,"store":{"kind":0,"bucket":0,"path":0,"region":0},"closed":{},"menu":{"title":0,"below":0},"tree":0,"flags":0,"remote":0,"undescribed":{"inner":0},"extra":0,"global":0},"database":0,"currency":0,"admin":{"replicaCount":0,"image":{"repository":0,"tag":0,"pullPolicy":0},"service":{"type":0,"port":0,"annotations":0,"nodePort":0},"ingress":{"enabled":0,"hosts":0},"resources":0,"extraEnv":0,"nodeSelector":0,"podLabels":0,"autoscaling":{"enabled":0,"minReplicas":0,"maxReplicas":0},"probes":0,"motd":0,"schedule":0,"10-first":0,"it\'s":0,"nameOverride":0,"command":0,"company":0,"commonLabels":0,"global":0,"enabled":0},"extras":{"admin":0},"tags":{"batch":0},"global":0},"files":{}}',
);
