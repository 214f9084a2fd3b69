import { expect, test } from 'vitest';
import { helmApplication, onHost } from './applications';
import { DNS_LABEL, DNS_SUBDOMAIN, entry, eu, problems, release, spec, web } from './problems';

test('all errors are reported, and warnings with them', () => {
  const entries = [
    { ...web, interval: undefined, install: { crds: 'None' } },
    { ...eu, name: 'Blue', storageNamespace: undefined },
    { ...onHost('web'), timeout: '1d' },
  ];
  expect(
    problems(
      helmApplication(entries, { metadata: { name: 'a_b' }, source: { sourceRef: { kind: 'Git', name: 'x' } } }),
    ),
  ).toEqual([
    `metadata.name: "a_b" ${DNS_SUBDOMAIN}`,
    `${entry}.interval: required, but missing`,
    `${entry}.install.crds: "None" is not one of Skip, Create, CreateReplace`,
    `${release}.deploy[2].timeout: "1d" is not a duration: numbers with a unit, ms, s, m or h, such as 10m or 1h30m`,
    `${spec}.source.sourceRef.kind: "Git" is not one of HelmRepository, GitRepository, Bucket, OCIRepository, ExternalArtifact`,
    `${release}.deploy[1].name: "Blue" ${DNS_LABEL}`,
    `warning: ${release}.deploy[1].storageNamespace: is not set: Helm stores the release in the application's namespace on the member, which must exist there`,
    `${release}.deploy[2].destination: has the KEY "web", as [0] has: give them different explicit names`,
  ]);
});
