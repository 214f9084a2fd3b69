import { helmApplication, onHost } from '../application/applications';

/** An Application as YAML. Its interval is in line 18; extra fields of the same entry begin in line 20. */
export function applicationYaml(name: string, { interval = '10m', extra = '' } = {}): string {
  return `apiVersion: gitops.kubesphere.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: apps
spec:
  kind: fluxcd
  fluxApp:
    spec:
      source:
        sourceRef:
          kind: GitRepository
          name: repo
      config:
        kustomization:
          - destination:
              targetNamespace: ${name}
            interval: ${interval}
            prune: true
${extra}`;
}

/** An Application that uses a template of the namespace apps. */
export function templateUser(template: string, name = 'user') {
  return helmApplication([onHost(name)], { chart: undefined, source: null, template, metadata: { name } });
}
