import { helmApplication, kustomizationApplication, onHost, onMember } from '../applications';
import { DNS_SUBDOMAIN, entry, eu, kustomization, manifests, release, spec, testProblems, web } from '../problems';

const host = { destination: {}, interval: '10m' };
const reach = 'exactly one of kubeConfig.configMapRef or kubeConfig.secretRef must be specified';
const member = (kubeConfig: unknown) => ({ ...eu, destination: { kubeConfig, targetNamespace: 'web' } });
const owned = {
  labels: { 'app.kubernetes.io/managed-by': 'me' },
  annotations: { 'app.kubernetes.io/name': 'me', 'gitops.kubesphere.io/lowering-digest': 'none' },
};
testProblems([
  ['an entry that is no map', helmApplication([web, null as never]), `${release}.deploy[1]: must be a map, got null`],
  [
    'an empty entry',
    helmApplication([{}]),
    `${entry}.destination: required, but missing`,
    `${entry}.interval: required, but missing`,
  ],
  [
    'an empty entry of a kustomization',
    kustomizationApplication([{}]),
    `${kustomization}.destination: required, but missing`,
    `${kustomization}.interval: required, but missing`,
    `${kustomization}.prune: required, but missing`,
  ],
  ['a member without a reference', helmApplication([member({})]), `${entry}.destination.kubeConfig: ${reach}`],
  [
    'a member with both references',
    helmApplication([member({ secretRef: { name: 'eu-1' }, configMapRef: { name: 'eu-1' } })]),
    `${entry}.destination.kubeConfig: ${reach}`,
  ],
  [
    'a member without the name of the Secret',
    helmApplication([member({ secretRef: { key: 'value' } })]),
    `${entry}.destination.kubeConfig.secretRef.name: required, but missing`,
  ],
  [
    'a member without the name of the ConfigMap',
    kustomizationApplication([{ ...manifests, destination: { kubeConfig: { configMapRef: {} } } }]),
    `${kustomization}.destination.kubeConfig.configMapRef.name: required, but missing`,
  ],
  [
    'a member that could not be called so',
    helmApplication([member({ secretRef: { name: 'EU', key: '' } })]),
    `${entry}.destination.kubeConfig.secretRef.name: "EU" ${DNS_SUBDOMAIN}`,
    `${entry}.destination.kubeConfig.secretRef.key: "" is not a data key: letters, digits, '-', '_' and '.'`,
  ],
  [
    'a member whose storage is left to Flux',
    helmApplication([{ ...eu, storageNamespace: undefined }]),
    `warning: ${entry}.storageNamespace: is not set: Helm stores the release in the application's namespace on the ` +
      'member, which must exist there',
  ],
  ['a release without a namespace', helmApplication([host])],
  [
    'a release without a namespace, nor has the application one',
    helmApplication([host], { metadata: { namespace: undefined } }),
    `${entry}.destination.targetNamespace: required if the Application has no metadata.namespace, but missing: ` +
      'it would be the target namespace',
  ],
  [
    'a malformed duration',
    helmApplication([onHost('web', { interval: '5 m' })]),
    `${entry}.interval: "5 m" is not a duration: numbers with a unit, ms, s, m or h, such as 10m or 1h30m`,
  ],
  [
    'a duration that is a number',
    kustomizationApplication([{ ...manifests, retryInterval: 60 }]),
    `${kustomization}.retryInterval: must be a string, got a number (60)`,
  ],
  [
    'two targets with one KEY',
    helmApplication([onMember('a', 'b'), onHost('c'), onHost('a-b')]),
    `${release}.deploy[2].destination: has the KEY "a-b", as [0] has: give them different explicit names`,
  ],
  ['two targets with one KEY but for their names', helmApplication([onHost('a', { name: 'x' }), onHost('a')])],
  [
    'two kustomizations with one KEY',
    kustomizationApplication([
      { ...manifests, destination: {} },
      { ...manifests, destination: { targetNamespace: 'host' } },
    ]),
    `${spec}.config.kustomization[1].destination: has the KEY "host", as [0] has: give them different explicit names`,
  ],
  [
    'two targets with one Helm release',
    helmApplication([
      onHost('web', { releaseName: 'podinfo' }),
      onHost('api', { releaseName: 'podinfo' }),
      onHost('web', { name: 'b', releaseName: 'podinfo', storageNamespace: 'web' }),
    ]),
    `${release}.deploy[1].releaseName: makes the same Helm release as [0]: "podinfo", stored in namespace "apps" of the host; give one of them a different name, releaseName or storageNamespace`,
  ],
  [
    'two targets with one Helm release on a member',
    helmApplication([
      onMember('eu-1', 'web', { releaseName: 'podinfo' }),
      onMember('eu-1', 'api', { releaseName: 'podinfo', storageNamespace: 'web' }),
    ]),
    `${release}.deploy[1].releaseName: makes the same Helm release as [0]: "podinfo", stored in namespace "web" of ` +
      'cluster "eu-1"; give one of them a different name, releaseName or storageNamespace',
  ],
  [
    "labels and annotations that are the lowering's own",
    helmApplication([{ ...web, metadata: owned }]),
    `${entry}.metadata.labels["app.kubernetes.io/managed-by"]: is reserved for lowering: it names the application of the object`,
    `${entry}.metadata.annotations["app.kubernetes.io/name"]: is reserved for lowering: it names the target of the object`,
    `${entry}.metadata.annotations["gitops.kubesphere.io/lowering-digest"]: is reserved for lowering: it is the digest of the object`,
  ],
]);
