// Written by "fluxapp import chart ./charts/web". Do not edit it.
import { type OpenValues, typedChart } from 'cdk8s-fluxapp';

/** Values of the chart web 1.4.0. */
export interface WebValues {
  /**
   * Number of Pods
   *
   * @default 1
   */
  readonly replicaCount?: string | number | null;
  /** Where the server comes from. */
  readonly image?: WebValuesImage | null;
  /** How the server is reached */
  readonly service?: WebValuesService | null;
  readonly ingress?: WebValuesIngress | null;
  /** Passed on as it is */
  readonly resources?: WebValuesResources | null;
  /** @default [] */
  readonly extraEnv?: readonly unknown[] | null;
  /** @default {} */
  readonly nodeSelector?: OpenValues | readonly unknown[] | null;
  readonly podLabels?: WebValuesPodLabels | null;
  readonly autoscaling?: WebValuesAutoscaling | null;
  readonly probes?: WebValuesProbes | null;
  /** @default "{{ .Values.company | default \"nobody\" }}" */
  readonly motd?: string | number | boolean | null;
  readonly schedule?: unknown;
  /** @default true */
  readonly '10-first'?: string | boolean | null;
  /** @default "quoted" */
  readonly 'it\'s'?: string | number | boolean | null;
  readonly nameOverride?: unknown;
  readonly command?: WebValuesCommand | null;
  readonly company?: unknown;
  readonly commonLabels?: unknown;
  /** Values that this chart and all charts below it get. */
  readonly global?: OpenValues | null;
}

export interface WebValuesImage {
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

export interface WebValuesService {
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

export interface WebValuesIngress {
  /** @default false */
  readonly enabled?: string | boolean | null;
  /**
   * Hosts with their paths
   *
   * @default [{"host":"web.local","paths":["/"]}]
   */
  readonly hosts?: readonly unknown[] | null;
}

export interface WebValuesResources extends OpenValues {
  readonly limits?: WebValuesResourcesLimits | null;
}

export interface WebValuesResourcesLimits extends OpenValues {
  /** @default "64Mi" */
  readonly memory?: string | number | boolean | null;
}

export interface WebValuesPodLabels extends OpenValues {
  /** @default "web" */
  readonly team?: string | number | boolean | null;
}

export interface WebValuesAutoscaling {
  /** @default false */
  readonly enabled?: string | boolean | null;
  /** @default 1 */
  readonly minReplicas?: string | number | null;
  readonly maxReplicas?: unknown;
}

export interface WebValuesProbes extends OpenValues {
  readonly liveness?: WebValuesProbesLiveness | null;
}

export interface WebValuesProbesLiveness extends OpenValues {
  /** @default "/health" */
  readonly path?: string | number | boolean | null;
}

export interface WebValuesCommand extends OpenValues {
  readonly main?: unknown;
}

/** A web server behind an Ingress. */
export const web = typedChart<WebValues>(
  { chart: 'web', version: '1.4.0' },
  '{"name":"web","version":"1.4.0","values":{"replicaCount":1,"image":{"repository":"registry.example.com/web","tag":"","pullPolicy":"IfNotPresent"},"service":{"type":"ClusterIP","port":80,"annotations":{}},"ingress":{"enabled":false,"hosts":[{"host":"web.local","paths":["/"]}]},"resources":{"limits":{"memory":"64Mi"}},"extraEnv":[],"nodeSelector":{},"podLabels":{"team":"web"},"autoscaling":{"enabled":false,"minReplicas":1},"probes":{"liveness":{"path":"/health"}},"motd":"{{ .Values.company | default \\"nobody\\" }}","schedule":null,"10-first":true,"it\'s":"quoted"},"dependencies":[{"name":"shared","version":"0.2.0"}],"charts":[{"name":"shared","version":"0.2.0"}],"keys":{"replicaCount":0,"image":{"repository":0,"tag":0,"pullPolicy":0},"service":{"type":0,"port":0,"annotations":0,"nodePort":0},"ingress":{"enabled":0,"hosts":0},"resources":0,"extraEnv":0,"nodeSelector":0,"podLabels":0,"autoscaling":{"enabled":0,"minReplicas":0,"maxReplicas":0},"probes":0,"motd":0,"schedule":0,"10-first":0,"it\'s":0,"nameOverride":0,"command":0,"company":0,"commonLabels":0,"global":0},"files":{"ci/ingress-values.yaml":null,"ci/misspelt-values.yaml":null}}',
);
