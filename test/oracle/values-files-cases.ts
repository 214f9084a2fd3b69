import { Random } from './random';
import { randomMap } from './random-values';

/** A chart that Flux builds with files instead of its values.yaml. */
export interface ValuesFilesCase {
  readonly name: string;
  /** The files of the chart, or of its source if `chart` is set. */
  readonly files: Readonly<Record<string, string>>;
  /** The path of the chart in a source such as a GitRepository. */
  readonly chart?: string;
  readonly valuesFiles: readonly string[];
  readonly ignoreMissing?: boolean;
}

const MANIFEST = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';

/** All cases of the golden file, in order; the same in every call. */
export function valuesFilesCases(): readonly ValuesFilesCase[] {
  return [...writtenCases(), ...randomCases(300)];
}

function writtenCases(): ValuesFilesCase[] {
  const files = {
    'Chart.yaml': MANIFEST,
    'values.yaml': 'a: 1\nb:\n  c: 1\n  d: [1, 2]\n',
    'values-prod.yaml': 'b:\n  c: 2\n  e: text\nf: null\n',
    'values-null.yaml': 'a: null\nb: null\n',
    'env/us.yml': 'a: us\n',
    'env/eu.json': '{"a": "eu", "large": 12345678901}',
    'templates/values.yaml': 'a: template\n',
    'charts/db/Chart.yaml': MANIFEST.replace('web', 'db'),
    'charts/db/values.yaml': 'a: db\n',
    'crds/values.yaml': 'a: crd\n',
    'empty.yaml': '',
    'comment.yaml': '# nothing\n',
    'null.yaml': 'null\n',
    'list.yaml': '- a\n',
    'text.yaml': 'text\n',
    'broken.yaml': 'a: [\n',
    'bom.yaml': '\ufeffa: bom\n',
    'several.yaml': 'a: first\n---\na: second\n',
    'anchors.yaml': 'x: &x {c: 9}\nb:\n  <<: *x\n  d: []\n',
    'switches.yaml': 'on: 1\nport: 0o17\ntime: 12:30\n',
    'README.md': '# web\n',
  };
  const lists: readonly (readonly string[])[] = [
    ...[[], ['values.yaml'], ['./values.yaml'], ['env/../values.yaml'], ['/values.yaml'], ['../values.yaml']],
    ...[['values-prod.yaml'], ['values.yaml', 'values-prod.yaml'], ['values-prod.yaml', 'values.yaml']],
    ...[['values.yaml', 'values.yaml'], ['values.yaml', 'values-null.yaml', 'values-prod.yaml'], ['values-null.yaml']],
    ...[['./env/us.yml'], ['env/eu.json', 'values.yaml'], ['values.yaml', 'env/eu.json'], ['env//us.yml']],
    ...[['missing.yaml'], ['values.yaml', 'missing.yaml'], ['missing.yaml', 'values-prod.yaml'], ['env'], ['']],
    ...[['templates/values.yaml'], ['charts/db/values.yaml'], ['crds/values.yaml'], ['Chart.yaml'], ['README.md']],
    ...Object.keys(files)
      .filter((file) => /^[a-z]+\.yaml$/.test(file) && file !== 'values.yaml')
      .flatMap((file) => [[file], ['values.yaml', file]]),
  ];
  const root = lists.flatMap((valuesFiles) =>
    [false, true].map((ignoreMissing) => ({ files, valuesFiles, ignoreMissing })),
  );
  const source = inFolder(files, 'charts/web');
  const others = { 'values.yaml': 'a: root\n', 'prod/values.yaml': 'a: prod\n', 'charts/web.yaml': 'a: beside\n' };
  const inSource = [
    ...lists.map((list) => list.map((path) => `charts/web/${path}`)),
    ...[['values.yaml'], ['./values.yaml', 'charts/web/values.yaml'], ['prod/values.yaml'], ['charts/web.yaml']],
    ...[
      ['/charts/web/values-prod.yaml'],
      ['../../charts/web/values-prod.yaml'],
      ['charts/web'],
      ['charts/web/none.yaml'],
    ],
    ...[['./charts/../charts/web/env/us.yml', 'none.yaml']],
  ];
  const below = ['charts/web', './charts/web/'].flatMap((chart) =>
    inSource.map((valuesFiles) => ({ files: { ...source, ...others }, chart, valuesFiles })),
  );
  const atRoot = lists.map((valuesFiles) => ({ files, chart: '.', valuesFiles, ignoreMissing: true }));
  return [...root, ...below, ...atRoot].map((each) => ({ name: nameOf(each), ...each }));
}

function inFolder(files: Readonly<Record<string, string>>, folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}

function nameOf({
  chart = 'in a repository',
  valuesFiles,
  ignoreMissing = false,
}: Omit<ValuesFilesCase, 'name'>): string {
  return `${chart}: ${JSON.stringify(valuesFiles)}${ignoreMissing ? ', missing ones ignored' : ''}`;
}

function randomCases(count: number): ValuesFilesCase[] {
  return Array.from({ length: count }, (_, index) => {
    const random = new Random(3 + index);
    const names = ['values.yaml', 'one.yaml', 'two.yaml', 'env/three.yaml'];
    const files = Object.fromEntries(names.map((name) => [name, `${JSON.stringify(randomMap(random, 3))}\n`]));
    const valuesFiles = random.list(1, 4, () => random.pick(names));
    return { name: `random ${index}`, files: { 'Chart.yaml': MANIFEST, ...files }, valuesFiles };
  });
}
