import { type Installed, type InstallManifest, installedAs } from './manifest';
import { CONTAINER_SECURITY, DEFAULT_RESOURCES, podSpec } from './pod';
import { bindingOf, PAGE_RULES, roleOf, serviceAccount } from './rbac';
import type { FluxApplicationUiProps } from './ui-props';

/** The settings of a page: its props, with all defaults. */
export interface UiSettings extends Omit<FluxApplicationUiProps, 'name' | 'namespace' | 'labels'>, Installed {
  readonly port: number;
}

/** The settings of a page with these props, in a chart with this namespace. */
export function uiSettingsOf(props: FluxApplicationUiProps, name: string, namespace: string): UiSettings {
  return {
    ...props,
    ...installedAs('fluxapp-ui', name, namespace, props.labels),
    port: props.port ?? 8080,
  };
}

/** The objects of a page, in the order in which they should be applied: nothing runs before its restrictions exist. */
export interface UiManifests {
  readonly serviceAccount: InstallManifest;
  readonly role: InstallManifest;
  readonly roleBinding: InstallManifest;
  readonly networkPolicy?: InstallManifest;
  readonly deployment: InstallManifest;
  readonly service: InstallManifest;
}

/** The objects of a page with these settings. */
export function uiManifests(settings: UiSettings): UiManifests {
  const role = roleOf(settings, PAGE_RULES);
  return {
    serviceAccount: serviceAccount(settings),
    role,
    roleBinding: bindingOf(role, settings),
    networkPolicy: (settings.networkPolicy ?? true) ? networkPolicy(settings) : undefined,
    deployment: deployment(settings),
    service: service(settings),
  };
}

/** The name of the port. */
const HTTP = 'http';

/** Blocks connections of others than the clients of the page, because it has no login. */
function networkPolicy({ name, namespace, selectorLabels, clientNamespace }: UiSettings): InstallManifest {
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': clientNamespace } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name,
    namespace,
    body: () => ({
      spec: {
        podSelector: { matchLabels: selectorLabels },
        policyTypes: ['Ingress'],
        ingress: clientNamespace === undefined ? [] : [{ from: [{ namespaceSelector }], ports: [{ port: HTTP }] }],
      },
    }),
  };
}

function deployment(settings: UiSettings): InstallManifest {
  const { name, namespace, selectorLabels, labels } = settings;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name,
    namespace,
    body: () => ({
      spec: {
        replicas: 1,
        selector: { matchLabels: selectorLabels },
        template: { metadata: { labels }, spec: podSpec(settings, { container: container(settings) }) },
      },
    }),
  };
}

function container(settings: UiSettings): object {
  // the kubelet uses the address of the Pod as Host, which the server rejects
  const httpGet = { path: '/', port: HTTP, httpHeaders: [{ name: 'Host', value: 'localhost' }] };
  return {
    name: 'ui',
    image: settings.image,
    args: argsOf(settings),
    ports: [{ name: HTTP, containerPort: settings.port }],
    // it listens once all objects have been read
    startupProbe: { httpGet, periodSeconds: 5, failureThreshold: 24 },
    livenessProbe: { httpGet, periodSeconds: 20 },
    readinessProbe: { httpGet, periodSeconds: 10 },
    resources: settings.resources ?? DEFAULT_RESOURCES,
    securityContext: CONTAINER_SECURITY,
  };
}

/** The arguments of `fluxapp`, which the image starts. */
function argsOf({ watchNamespace, port, allowedHosts = [] }: UiSettings): string[] {
  return [
    'ui',
    '--in-cluster',
    watchNamespace === undefined ? '--all-namespaces' : `--namespace=${watchNamespace}`,
    `--port=${port}`,
    ...allowedHosts.map((host) => `--allowed-host=${host}`),
  ];
}

function service({ name, namespace, selectorLabels, port }: UiSettings): InstallManifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    name,
    namespace,
    body: () => ({
      spec: { type: 'ClusterIP', selector: selectorLabels, ports: [{ name: HTTP, port, targetPort: HTTP }] },
    }),
  };
}
