import fc from 'fast-check';
import MarkdownIt, { type Token } from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { type Plan, type PlanObject, planOf } from '../../src/change';
import { formatMarkdown } from '../../src/cli/plan/format/markdown';
import { sectionsOf } from '../../src/cli/plan/format/sections';
import { printYamlDocuments } from '../../src/yaml';
import { kustomization, object, release } from '../change/plan/objects';
import { runs } from '../random-runs';
import { folderOf, type Outcome } from './run';

const COMPARED = { after: 'dist/', before: '../main/dist/' };

type Side = readonly PlanObject[];

async function plan(before: Side, after: Side, ...args: string[]): Promise<Outcome> {
  const text = (side: Side) => printYamlDocuments(side.map(({ value }) => value));
  const made = folderOf({ 'base/shop.yaml': text(before), 'dist/shop.yaml': text(after) });
  const outcome = await made.fluxapp(['plan', '-f', './dist', '--base', './base', '-o', 'markdown', ...args]);
  return { ...outcome, stdout: outcome.stdout.replaceAll(made.path, '.') };
}

const config = (name: string, data: object) =>
  object({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data });

describe('the comment', () => {
  const before = [
    ...['eu-1', 'eu-2', 'us-1', 'us-2', 'us-3'].map((cluster) => release(cluster)),
    kustomization('eu-1'),
    config('nginx', { a: 'worker 1;\nend;\n' }),
  ];
  const after = [
    ...['eu-1', 'eu-2'].map((cluster) => release(cluster, { spec: { releaseName: 'shop' } })),
    ...['us-1', 'us-2'].map((cluster) => release(cluster, { spec: { values: { image: { tag: '1.9.0' } } } })),
    kustomization('eu-1'),
    config('nginx', { a: 'worker 2;\nend;\n' }),
  ];
  const markdown = (maxBytes: number) =>
    formatMarkdown(planOf({ evidence: 'offline', before, after }), COMPARED, { set: 'fluxapp', maxBytes }).split('\n');

  const head = [
    '<!-- fluxapp plan: fluxapp -->',
    '### Plan: 2 to add, 3 to change, 3 to destroy',
    '',
    '`dist/` against `../main/dist/`: 5 of 6 targets of 2 applications change, 1 object unchanged. Evidence: offline (two sets of files; no cluster was contacted).',
    '',
    '**Warning:** a reinstallation deletes what the chart has made, on 2 clusters, before the new release is tried: if that fails, nothing runs. Charts with volumes can lose data.',
    '',
    '| application | action | targets | what Flux does |',
    '| --- | --- | --- | --- |',
  ];
  const losses = [
    '| `shop/web` | replace `HelmRelease` | `eu-1 eu-2` | Flux uninstalls Helm release `web/web`, then installs Helm release `web/shop` |',
    '| `shop/web` | delete `HelmRelease` | `us-3` | Flux uninstalls Helm release `web/web` |',
  ];
  const gains = [
    '| `shop/web` | change `HelmRelease` | `us-1 us-2` | Flux upgrades the Helm release |',
    '| `Other objects` | change `ConfigMap` | `shop/nginx` |  |',
  ];
  const longDiff = [
    '<details><summary><code>shop/web</code></summary>',
    '',
    '```diff',
    '-/+ HelmRelease on 2 targets:',
    '-     eu-1 eu-2',
    '-     # Flux uninstalls Helm release web/web, then installs Helm release web/shop',
    '!     spec.releaseName: "web" -> "shop"   # forces replacement',
    '- HelmRelease web--us-3--web  (us-3)   # Flux uninstalls Helm release web/web',
    '! HelmRelease on 2 targets:',
    '!     us-1 us-2',
    '!     spec.values.image.tag: "1.8.2" -> "1.9.0"',
    '```',
    '',
    '</details>',
    '',
  ];
  const shortDiff = [
    '<details><summary><code>Other objects</code></summary>',
    '',
    '```diff',
    '! ConfigMap shop/nginx',
    '!     data.a:',
    '-         worker 1;',
    '+         worker 2;',
    '          end;',
    '```',
    '',
    '</details>',
    '',
  ];
  const none = '2 of 2 diffs left out: see the artifact';
  /** From the most detailed to the shortest. */
  const comments = [
    [...head, ...losses, ...gains, '', ...longDiff, ...shortDiff],
    [...head, ...losses, ...gains, '', ...shortDiff, '1 of 2 diffs left out: see the artifact', ''],
    [...head, ...losses, ...gains, '', none, ''],
    [
      ...head,
      ...losses,
      '| `shop/web` | change `HelmRelease` | 2 targets | Flux upgrades the Helm release |',
      '| `Other objects` | change `ConfigMap` | 1 object |  |',
      ...['', none, ''],
    ],
    [...head, ...losses, '| various | change | 2 targets, 1 object |  |', '', none, ''],
    [
      ...head,
      '| `shop/web` | replace | `eu-1 eu-2` |  |',
      '| `shop/web` | delete | `us-3` |  |',
      '| various | change | 2 targets, 1 object |  |',
      ...['', none, ''],
    ],
  ];

  it.each(comments.map((lines, index) => [index, lines] as const))(
    'in the length that it may have: %i',
    (index, lines) => {
      const bytes = Buffer.byteLength(lines.join('\n'));
      expect(markdown(bytes)).toEqual(lines);
      expect(markdown(bytes - 1)).toEqual(comments[Math.min(index + 1, comments.length - 1)]);
    },
  );

  it('of a plan against a cluster, says what that rests on, and what the cluster has beside the code', () => {
    const web = release('eu-1', { spec: { values: { fail: '```|\n', password: 'canary-4711' } } });
    const foretold = new Map([
      [
        'HelmRelease/shop/web--eu-1--web',
        {
          after: web,
          by: { description: 'fluxapp' },
          conflicts: [],
          unverified: [],
          unset: [
            { path: ['spec', 'values', 'fail'], value: '```|\n', owners: ['kubectl-edit', '@me'] },
            { path: ['spec', 'values', 'password'], value: 'canary-4711', owners: ['kubectl'] },
          ],
        },
      ],
    ]) as unknown as Parameters<typeof planOf>[0]['foretold'];
    const remarks = ['planned as fluxapp: 1', 'uncertain for 1: @me <b> has it'];
    const plan = planOf({ evidence: 'read-only', before: [web], after: [web], foretold, remarks });
    const compared = { after: 'dist/', before: 'context prod' };
    const whole = [
      '<!-- fluxapp plan: fluxapp -->',
      '### No changes',
      '',
      '`dist/` against `context prod`: 0 of 1 target of 1 application change, 1 object unchanged. Evidence: read-only (the result of an apply is predicted from the state of the cluster).',
      '',
      '- planned as fluxapp: 1',
      '- uncertain for 1: `@me` `<b>` has it',
      '',
    ];
    const fields = [
      '<details><summary>Not in the code, and kept by an apply</summary>',
      '',
      '````text',
      'shop/web: HelmRelease on eu-1: spec.values.fail: "```|\\n" (kubectl-edit, @me)',
      'shop/web: HelmRelease on eu-1: spec.values.password: (sensitive) (kubectl)',
      '````',
      '',
      '</details>',
      '',
    ];
    const markdownOf = (maxBytes: number) => formatMarkdown(plan, compared, { set: 'fluxapp', maxBytes }).split('\n');
    expect(markdownOf(60_000)).toEqual([...whole, ...fields]);
    expect(markdownOf(400)).toEqual([...whole, '1 of 1 diffs left out: see the artifact', '']);
  });

  it('has the name and the limit of the options', async () => {
    const limited = await plan(before, after, '--max-bytes', '100', '--set', 'shop.eu');
    expect(limited).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^<!-- fluxapp plan: shop\.eu -->\n### Plan: /),
      stderr: expect.stringMatching(
        /^warning: the Markdown has \d+ bytes, more than the 100 of --max-bytes: summary, warnings, and deleted or reinstalled objects are never omitted\n$/,
      ),
    });
    expect(limited.stdout.split('\n').slice(head.length)).toEqual(comments.at(-1)?.slice(head.length));
  });

  it('says that nothing changes', async () => {
    expect((await plan(before, before)).stdout.split('\n')).toEqual([
      '<!-- fluxapp plan: fluxapp -->',
      '### No changes',
      '',
      '`./dist` against `./base`: 0 of 6 targets of 2 applications change, 7 objects unchanged. Evidence: offline (two sets of files; no cluster was contacted).',
      '',
    ]);
  });

  it.each([
    [
      ['--max-bytes', '0'],
      "error: option '--max-bytes <number>' argument '0' is invalid. It must be a positive integer.",
    ],
    [['--set', 'a -->'], "error: option '--set <name>' argument 'a -->' is invalid. It is not a DNS subdomain: "],
    [['-o', 'json', '--max-bytes', '5'], 'error: --max-bytes is for -o markdown only'],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await plan([], [], ...args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
  });
});

describe('whatever the names and values', () => {
  const CANARY = 'canary-4711';
  const parser = new MarkdownIt({ html: true, linkify: true });

  const piece = fc.oneof(
    fc.constantFrom(
      '`',
      '``',
      '```',
      '````\n',
      '~~~',
      '|',
      '\\',
      '\\|',
      '\n',
      '\n\n',
      '\r',
      '@someone',
      '#12',
      'GH-12',
    ),
    fc.constantFrom(
      '<b>',
      '</details>',
      '<!--',
      '-->',
      '&lt;',
      '![a](b)',
      '[a](https://b.c)',
      'https://b.c',
      'www.b.c',
    ),
    fc.constantFrom('*a*', '_a_', '- ', '# ', '> ', '1. ', '    ', ' ', 'a@b.c', '\u202e', 'x', '日本', '---', '| a |'),
  );
  const text = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
  const side = fc.array(
    fc.record({ name: text, namespace: text, cluster: text, key: text, value: text, releaseName: fc.option(text) }),
    { maxLength: 5 },
  );
  type Described = typeof side extends fc.Arbitrary<infer T> ? T : never;

  const objectsOf = (described: Described, secret: string): PlanObject[] => {
    const made = described.flatMap(({ name, namespace, cluster, key, value, releaseName }, index) => [
      release(cluster, {
        metadata: { namespace, annotations: { 'app.kubernetes.io/name': `${name}${index}` } },
        spec: { releaseName, values: { [key]: value, password: `${secret}${value}` } },
      }),
      object({ apiVersion: 'v1', kind: name, metadata: { name: value, namespace }, data: { [key]: value } }),
      object({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, data: { a: `${secret}${value}` } }),
    ]);
    return [...new Map(made.map((each) => [JSON.stringify([each.kind, each.namespace, each.name]), each])).values()];
  };

  const plans = fc
    .tuple(side, side)
    .map(([before, after]) =>
      planOf({ evidence: 'offline', before: objectsOf(before, CANARY), after: objectsOf(after, `${CANARY}-2`) }),
    );
  const limits = fc.integer({ min: 500, max: 8000 });

  it('it is the Markdown that is meant, no longer than it may be, and holds no secret', () => {
    const seen = { whole: 0, cut: 0, over: 0 };
    fc.assert(
      fc.property(plans, limits, (plan, maxBytes) => {
        const markdown = formatMarkdown(plan, COMPARED, { set: 'fluxapp', maxBytes });
        expect(markdown).not.toContain(CANARY);
        expect(formatMarkdown(plan, COMPARED, { set: 'fluxapp', maxBytes })).toBe(markdown);
        const sections = sectionsOf(plan);
        const left = Number(/^(\d+) of \d+ diffs left out: see the artifact$/m.exec(markdown)?.[1] ?? 0);
        expect(shapeOf(parser.parse(markdown, {}))).toEqual([
          'comment',
          'h3',
          ...plan.warnings.map(() => 'p'),
          'p',
          ...(sections.length > 0 ? ['table'] : []),
          ...sections.slice(left).flatMap(() => ['details', 'diff', '/details']),
          ...(left > 0 ? ['p'] : []),
        ]);
        const tokens = parser.parse(markdown, {});
        expect(proseOf(tokens).filter((words) => !/^[\w .,:;'()-]*$/.test(words))).toEqual([]);
        const lines = tokens
          .filter(({ type }) => type === 'fence')
          .flatMap(({ content }) => content.replace(/\n$/, '').split('\n'));
        expect(lines.filter((line) => !/^(?:[-+! ]|-\/\+) /.test(line))).toEqual([]);
        const cells = codeOf(tokens);
        expect(lossesOf(plan).filter((name) => !cells.some((cell) => cell.includes(name)))).toEqual([]);
        const isOver = Buffer.byteLength(markdown) > maxBytes;
        if (isOver) expect(left).toBe(sections.length);
        seen[isOver ? 'over' : left > 0 ? 'cut' : 'whole']++;
      }),
      { numRuns: runs(300) },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
  });
});

/** The structure of a document. */
function shapeOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => {
    const { level, nesting, type, tag, content, info } = token;
    if (level > 0 || nesting < 0) return [];
    if (type === 'fence') return [info];
    return type === 'html_block' ? [htmlOf(content)] : [tag];
  });
}

function htmlOf(content: string): string {
  if (content === '<!-- fluxapp plan: fluxapp -->\n') return 'comment';
  if (content === '</details>\n') return '/details';
  return /^<details><summary><code>[^<>]*<\/code><\/summary>\n$/.test(content) ? 'details' : content;
}

/** The text outside of code, and markup other than code and bold. */
function proseOf(tokens: readonly Token[]): string[] {
  const inline = tokens.flatMap(({ children }) => children ?? []);
  return inline
    .filter(({ type }) => !['code_inline', 'strong_open', 'strong_close'].includes(type))
    .map(({ type, content }) => (type === 'text' ? content : `<${type}>`));
}

function codeOf(tokens: readonly Token[]): string[] {
  const inline = tokens.flatMap(({ children }) => children ?? []);
  return inline.filter(({ type }) => type === 'code_inline').map(({ content }) => content);
}

/** The names of targets and objects that are deleted, as in a table. */
function lossesOf(plan: Plan): string[] {
  const blocks = sectionsOf(plan).flatMap((section) => section.blocks);
  const losses = blocks.filter(({ action }) => action === 'delete' || action === 'replace' || action === 'forget');
  return losses.flatMap(({ places }) => places.map((place) => place.replaceAll('|', '\\u007c')));
}
