import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ClusterEntry, clusterListOf, readClusterList } from '../../src/clusters';
import { printYaml } from '../../src/yaml';
import { runs } from '../random-runs';

const head = 'apiVersion: fluxapp/v1\nkind: ClusterList\n';

test('a list of clusters is read', () => {
  const text = `${head}clusters:
  - host: true
    labels: { stage: prod }
  - name: eu-1
  - name: eu-2
    secretName: kubeconfigs
    key: eu-2
  - name: us-1
    configMapName: oidc-us-1
`;
  const clusters = [
    { host: true, labels: { stage: 'prod' } },
    { name: 'eu-1' },
    { name: 'eu-2', secretName: 'kubeconfigs', key: 'eu-2' },
    { name: 'us-1', configMapName: 'oidc-us-1' },
  ];
  expect(readClusterList(text)).toEqual({ clusters, problems: [] });
  const json = JSON.stringify({ apiVersion: 'fluxapp/v1', kind: 'ClusterList', clusters });
  expect(readClusterList(json)).toEqual({ clusters, problems: [] });
});

test.each<[string, string[]]>([
  ['', ['1:1: is empty']],
  ['a: [', ['1:5: a list that begins with "[" must end with "]", and be indented like the text around it']],
  ['[]', ['1:1: must be a ClusterList, got a list']],
  [`${head}clusters: []\n---\na: 1\n`, ['5:1: this is a second document: a list of clusters is a single document']],
  [
    'apiVersion: fluxapp/v2\ncluster: []\n',
    [
      '1:1: apiVersion: must be fluxapp/v1, but is "fluxapp/v2"',
      '1:1: kind: must be ClusterList, but is missing',
      '2:1: cluster: unknown field; did you mean "clusters"?',
      '1:1: clusters: required, but missing',
    ],
  ],
  [`${head}clusters: {}\n`, ['3:1: clusters: must be a list, got a map']],
  [
    `${head}clusters:
  - eu-1
  - nmae: eu-1
  - name: host
  - name: EU
    secretName: EU
    key: a/b
  - name: 1
    configMapName: c
    key: value
  - host: false
  - host: true
    name: a
  - name: a
    labels:
      stage: a b
      -x: 1
  - name: b
    labels: null
`,
    [
      '4:5: clusters[0]: must be a map, got a string',
      '5:5: clusters[1].nmae: unknown field; did you mean "name"?',
      '5:5: clusters[1].name: required, but missing',
      '6:5: clusters[2].name: "host" is the name of the host: write host: true',
      `7:5: clusters[3].name: "EU" is not a DNS subdomain: lower-case letters, digits, '-' and '.', with a letter or digit at the ends of every part`,
      `8:5: clusters[3].secretName: "EU" is not a DNS subdomain: lower-case letters, digits, '-' and '.', with a letter or digit at the ends of every part`,
      `9:5: clusters[3].key: "a/b" is not a data key: letters, digits, '-', '_' and '.'`,
      '12:5: clusters[4].key: must be absent beside configMapName',
      '10:5: clusters[4].name: must be a string, got a number',
      '13:5: clusters[5].host: must be true or absent, got false',
      '15:5: clusters[6].name: must be absent beside host',
      `18:7: clusters[7].labels.stage: "a b" is not a label value: letters, digits, '-', '_' and '.', with a letter or digit at both ends`,
      `19:7: clusters[7].labels["-x"]: "-x" is not a qualified name: [DNS subdomain/]name, the name of letters, digits, '-', '_' and '.'`,
      '19:7: clusters[7].labels["-x"]: must be a string, got a number',
      '21:5: clusters[8].labels: must be a map, got null',
    ],
  ],
  [
    `${head}clusters:
  - host: true
  - { name: a, secretName: eu-1 }
  - { name: a, secretName: eu-1, key: value }
  - { name: b, secretName: eu-1 }
  - { name: a, configMapName: a }
  - host: true
`,
    [
      '6:5: clusters[2]: is the same as clusters[1]',
      '7:5: clusters[3]: Secret "eu-1" is cluster "b" here and cluster "a" in clusters[1]: a cluster can only have one name',
      '8:5: clusters[4]: cluster "a" is ConfigMap "a" here and Secret "eu-1" in clusters[1]: a name can only be used for one cluster',
      '9:5: clusters[5]: is the same as clusters[0]',
    ],
  ],
])('%j is no list of clusters', (text, problems) => {
  expect(readClusterList(text)).toEqual({ clusters: [], problems });
});

const schema = JSON.parse(readFileSync(join(__dirname, '../../schemas/cluster-list-v1.json'), 'utf8'));
const isOfSchema = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);

const texts = fc.constantFrom('eu-1', 'us.1', 'host', 'EU', '-a', '', 'a'.repeat(254), 'a'.repeat(64), 1, null, {});
const keys = fc.constantFrom('value', 'a_b.C', '.', '..', '..a', '.a', 'a/b', '', 1);
const labelValues = fc.constantFrom('prod', '', 'A_b.c', '-a', 'a'.repeat(63), 'a'.repeat(64), 1, null);
const labelKeys = fc.constantFrom('stage', 'example.com/stage', 'Example/stage', '/a', 'a/', '', 'a'.repeat(64), 'A.b');
const soundEntries = fc.constantFrom(
  { host: true },
  { name: 'eu-1' },
  { name: 'eu-1', secretName: 'eu-1-kubeconfig', key: 'value' },
  { name: 'eu-1', configMapName: 'oidc' },
);
const otherFields = fc.oneof(
  fc.record({ host: fc.constantFrom(true, false, 'true') }),
  fc.record({ name: texts }),
  fc.record({ secretName: texts }),
  fc.record({ key: keys }),
  fc.record({ configMapName: texts }),
  fc.record({
    labels: fc.oneof(fc.dictionary(labelKeys, labelValues, { maxKeys: 2 }), fc.constantFrom(null, 'a', [])),
  }),
  fc.record({ other: fc.constant(1) }),
);

test('the published schema takes what the reader takes', () => {
  const taken = { count: 0, refused: 0 };
  fc.assert(
    fc.property(soundEntries, otherFields, (entry, others) => {
      const value = { apiVersion: 'fluxapp/v1', kind: 'ClusterList', clusters: [{ ...entry, ...others }] };
      const { problems } = readClusterList(JSON.stringify(value));
      expect(isOfSchema(value), problems.join('\n')).toBe(problems.length === 0);
      if (problems.length === 0) taken.count++;
      else taken.refused++;
    }),
    { numRuns: runs(1000) },
  );
  expect(taken.count).toBeGreaterThan(50);
  expect(taken.refused).toBeGreaterThan(50);
});

const names = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/).filter((name) => name !== 'host');
const labels = fc.dictionary(fc.constantFrom('stage', 'example.com/tier'), fc.constantFrom('prod', 'true', '1e3', ''));
const members = fc.record({ name: names, key: fc.constantFrom('a', '1', 'null'), labels }, { requiredKeys: ['name'] });

test('what is printed is read again', () => {
  fc.assert(
    fc.property(fc.uniqueArray(members, { selector: ({ name }) => name }), (clusters) => {
      const text = printYaml(clusterListOf(clusters as ClusterEntry[]));
      expect(readClusterList(text)).toEqual({ clusters, problems: [] });
    }),
    { numRuns: runs(200) },
  );
  expect(clusterListOf([{ host: true }, { name: 'eu-1', secretName: undefined, labels: { stage: 'prod' } }])).toEqual({
    apiVersion: 'fluxapp/v1',
    kind: 'ClusterList',
    clusters: [{ host: true }, { name: 'eu-1', labels: { stage: 'prod' } }],
  });
});
