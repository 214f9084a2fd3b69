import { helmApplication, kustomizationApplication, onMember } from '../applications';
import {
  DNS_LABEL,
  DNS_SUBDOMAIN,
  entry,
  kustomization,
  long,
  manifests,
  shown,
  spec,
  testProblems,
  web,
} from '../problems';

const named = (name: string) => ({ metadata: { name } });
const labels = { labels: { 'a b': 'c', d: 'e f' }, annotations: { '/g': 'h i' } };
const key = "is not a qualified name: [DNS subdomain/]name, the name of letters, digits, '-', '_' and '.'";
const value = "is not a label value: letters, digits, '-', '_' and '.', with a letter or digit at both ends";
testProblems([
  [
    'an application that is no DNS subdomain',
    helmApplication([web], named('Podinfo')),
    `metadata.name: "Podinfo" ${DNS_SUBDOMAIN}`,
  ],
  ['the longest name of an application', helmApplication([web], named(long(63)))],
  [
    'an application with too long a name',
    helmApplication([web], named(long(64))),
    `metadata.name: ${shown(64)}, at most 63 are allowed`,
  ],
  [
    'a namespace that is no DNS label',
    helmApplication([web], { metadata: { namespace: 'a.b' } }),
    `metadata.namespace: "a.b" ${DNS_LABEL}`,
  ],
  [
    'too long names',
    helmApplication([
      {
        ...onMember(long(254), long(64)),
        name: long(64),
        releaseName: long(54),
        serviceAccountName: long(254),
        dependsOn: [{ name: long(254), namespace: long(64) }],
        valuesFrom: [{ kind: 'Secret', name: long(254), valuesKey: long(254) }],
      },
    ]),
    `${entry}.valuesFrom[0].valuesKey: ${shown(254)}, at most 253 are allowed`,
    `${entry}.destination.targetNamespace: ${shown(64)}, at most 63 are allowed`,
    `${entry}.destination.kubeConfig.secretRef.name: ${shown(254)}, at most 253 are allowed`,
    `${entry}.name: ${shown(64)}, at most 63 are allowed`,
    `${entry}.dependsOn[0].name: ${shown(254)}, at most 253 are allowed`,
    `${entry}.dependsOn[0].namespace: ${shown(64)}, at most 63 are allowed`,
    `${entry}.storageNamespace: ${shown(64)}, at most 63 are allowed`,
    `${entry}.serviceAccountName: ${shown(254)}, at most 253 are allowed`,
    `${entry}.releaseName: "${long(54)}" has 54 characters, at most 53 are allowed`,
    `${entry}.valuesFrom[0].name: ${shown(254)}, at most 253 are allowed`,
  ],
  [
    'names of the wrong form',
    kustomizationApplication(
      [
        {
          ...manifests,
          name: 'a.b',
          destination: { targetNamespace: '' },
          serviceAccountName: 'A',
          decryption: { provider: 'sops', secretRef: { name: 'B' }, serviceAccountName: 'C' },
          dependsOn: [{ name: 'D' }],
          postBuild: { substituteFrom: [{ kind: 'Secret', name: 'E' }] },
        },
      ],
      { sourceRef: { kind: 'Bucket', name: 'F', namespace: 'G' } },
    ),
    `${spec}.source.sourceRef.name: "F" ${DNS_SUBDOMAIN}`,
    `${spec}.source.sourceRef.namespace: "G" ${DNS_LABEL}`,
    `${kustomization}.destination.targetNamespace: "" ${DNS_LABEL}`,
    `${kustomization}.name: "a.b" ${DNS_LABEL}`,
    `${kustomization}.dependsOn[0].name: "D" ${DNS_SUBDOMAIN}`,
    `${kustomization}.serviceAccountName: "A" ${DNS_SUBDOMAIN}`,
    `${kustomization}.decryption.secretRef.name: "B" ${DNS_SUBDOMAIN}`,
    `${kustomization}.decryption.serviceAccountName: "C" ${DNS_SUBDOMAIN}`,
    `${kustomization}.postBuild.substituteFrom[0].name: "E" ${DNS_SUBDOMAIN}`,
  ],
  [
    'labels and annotations',
    helmApplication([{ ...web, metadata: labels, commonMetadata: labels }], { metadata: labels }),
    ...['metadata', `${entry}.metadata`, `${entry}.commonMetadata`].flatMap((place) => [
      `${place}.labels["a b"]: "a b" ${key}`,
      `${place}.labels.d: "e f" ${value}`,
      `${place}.annotations["/g"]: "/g" ${key}`,
    ]),
  ],
]);
