/**
 * Runs the workflows of examples/ci/github/ step by step in a repository. Only GitHub and the cluster are simulated.
 */
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { release } from '../change/plan/objects';
import { Repository, type Step, stepsOf } from './repository';

const TIMEOUT = 120_000;
const tag = (text: string) => [release('eu-1', { spec: { values: { image: { tag: text } } } }), release('eu-2')];

const made: Repository[] = [];
afterAll(() => {
  for (const repository of made) repository.remove();
});

function repositoryOf(options: { readonly commitsDist: boolean }): Repository {
  const repository = new Repository(options);
  made.push(repository);
  return repository;
}

/** Runs the steps of plan.yaml up to the first one that fails. */
function plan(repository: Repository) {
  const summary = join(repository.parent, 'summary.md');
  writeFileSync(summary, '');
  for (const { run, env } of stepsOf('plan.yaml')) {
    expect(env).toEqual({});
    const ended = repository.run(run, { GITHUB_STEP_SUMMARY: summary });
    if (ended.code !== 0) return { failed: run, ...ended };
  }
  return { summary: readFileSync(summary, 'utf8') };
}

/** A branch with one planned change. Its merge into main is checked out, as on GitHub. */
function pullRequest(commitsDist: boolean) {
  const repository = repositoryOf({ commitsDist });
  const base = repository.commit(tag('1.8.2'));
  repository.must('git checkout -q -b branch');
  repository.commit(tag('1.9.0'));
  const merge = 'git -c user.name=a -c user.email=a@example.com merge -q --no-ff -m merge branch';
  repository.must(`git checkout -q --detach main && ${merge} && rm -rf dist`);
  if (commitsDist) repository.must('git checkout -q -- dist');
  return { repository, base, planned: plan(repository) };
}

let committed: ReturnType<typeof pullRequest>;
let uncommitted: ReturnType<typeof pullRequest>;
beforeAll(() => {
  committed = pullRequest(true);
  uncommitted = pullRequest(false);
}, TIMEOUT);

const comment = (after: string, before: string) =>
  [
    '<!-- fluxapp plan: fluxapp -->',
    '### Plan: 0 to add, 1 to change, 0 to destroy',
    '',
    `\`${after}\` against ${before}: 1 of 2 targets of 1 application change, 1 object unchanged. Evidence: offline (two sets of files; no cluster was contacted).`,
    '',
    '| application | action | targets | what Flux does |',
    '| --- | --- | --- | --- |',
    '| `shop/web` | change `HelmRelease` | `eu-1` | Flux upgrades the Helm release |',
    '',
    '<details><summary><code>shop/web</code></summary>',
    '',
    '```diff',
    '! HelmRelease web--eu-1--web  (eu-1)',
    '!     spec.values.image.tag: "1.8.2" -> "1.9.0"',
    '```',
    '',
    '</details>',
    '',
  ].join('\n');

describe('a pull request', () => {
  test.each([
    ['committed', () => committed, 'dist/'],
    ['not committed', () => uncommitted, 'the app'],
  ])('is planned against its base, where dist/ is %s', (_, of, after) => {
    const { repository, base, planned } = of();
    expect(planned).toEqual({ summary: comment(after, `\`${base} (${base.slice(0, 7)})\``) });
    expect(repository.read('plan/base')).toBe(`${base}\n`);
    expect(JSON.parse(repository.read('plan/plan.json')).summary.change).toBe(1);
    expect(repository.read('plan/dist/fleet.yaml')).toContain('1.9.0');
  });

  test('fails where the committed dist/ is stale', () => {
    const repository = repositoryOf({ commitsDist: true });
    repository.commit(tag('1.8.2'));
    repository.write('dist/fleet.yaml', 'kind: Other\n');
    repository.write('dist/more.yaml', 'kind: More\n');
    expect(repository.run('ci/check-dist.sh')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        "dist/ is not what the code makes: run 'npx cdk8s synth' and commit dist/\n M dist/fleet.yaml\n?? dist/more.yaml\n",
    });
  });
});

describe('the comment', () => {
  /** Answers from files in $STUB, and records its arguments. */
  const GH = `{ printf '%s\\n' "GH_TOKEN=$GH_TOKEN" "$@"; echo; } >>"$STUB/requests"
for argument; do case "$argument" in body=@*) cp "\${argument#body=@}" "$STUB/body" ;; esac; done
case "$*" in
  *--paginate*) cat "$STUB/comments" ;;
  *'--method GET'*) cat "$STUB/pulls" ;;
esac
`;
  const EVENT: Readonly<Record<string, string>> = {
    'github.token': 'token',
    'github.event.repository.default_branch': 'main',
    'github.event.workflow_run.head_repository.owner.login': 'someone',
    'github.event.workflow_run.head_branch': 'a"; $(touch hacked)',
    'github.event.workflow_run.head_sha': 'f00',
    'github.event.workflow_run.html_url': 'https://github.com/shop/fleet/actions/runs/7',
  };
  const FIND = [
    'GH_TOKEN=token',
    ...['api', '--method', 'GET', 'repos/shop/fleet/pulls'],
    ...['--raw-field', 'state=open', '--raw-field', 'base=main', '--raw-field', 'head=someone:a"; $(touch hacked)'],
    '',
  ];
  const LIST = ['GH_TOKEN=token', 'api', '--paginate', 'repos/shop/fleet/issues/12/comments?per_page=100', ''];
  const bot = { login: 'github-actions[bot]' };
  const first = '<!-- fluxapp plan: fluxapp -->';
  const link = '\n[artifact](https://github.com/shop/fleet/actions/runs/7)\n';

  const [trustedPlan, write] = stepsOf('comment.yaml') as [Step, Step];

  /** Runs the first step of comment.yaml on main, with the artifact of a pull request. */
  function planAgain({ repository }: typeof committed, spoil: (artifact: string) => void, kubeconfig = '') {
    const artifact = join(repository.parent, 'temp', 'artifact');
    rmSync(artifact, { recursive: true, force: true });
    cpSync(join(repository.parent, 'temp', 'plan'), artifact, { recursive: true });
    spoil(artifact);
    repository.must('git checkout -q -f main');
    return repository.run(trustedPlan.run, { KUBECONFIG_TEXT: kubeconfig });
  }

  test.each([
    ['committed', () => committed],
    ['not committed', () => uncommitted],
  ])(
    'is of a plan that is made anew, where dist/ is %s',
    (_, of) => {
      const forge = (artifact: string) => writeFileSync(join(artifact, 'plan.md'), 'forged');
      expect(planAgain(of(), forge)).toMatchObject({ code: 0, stderr: '' });
      expect(of().repository.read('plan.md')).toBe(comment('branch/', '`base/`'));
      expect(of().repository.must('git worktree list').stdout.split('\n')).toHaveLength(2);
    },
    TIMEOUT,
  );

  test.each([
    [
      'a link',
      (artifact: string) => symlinkSync('/etc/hostname', join(artifact, 'dist', 'a.yaml')),
      /^the artifact has links or devices: .*\/dist\/a\.yaml\n$/,
    ],
    [
      'a base that is not of main',
      (artifact: string) => writeFileSync(join(artifact, 'base'), `${'0'.repeat(40)}\n`),
      /the artifact was compared with a commit that is not one of this branch\n$/,
    ],
    [
      'a base that is no commit',
      (artifact: string) => writeFileSync(join(artifact, 'base'), '--help'),
      /^the artifact was compared with a commit that is not one of this branch\n$/,
    ],
  ])('is refused to an artifact with %s', (_, spoil, message) => {
    expect(planAgain(committed, spoil)).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
  });

  test('is of a plan against the cluster, where there is a kubeconfig that may read it', () => {
    const kubeconfig = `apiVersion: v1
kind: Config
current-context: prod
clusters: [{ name: prod, cluster: { server: 'http://127.0.0.1:1' } }]
contexts: [{ name: prod, context: { cluster: prod, user: reader } }]
users: [{ name: reader, user: { token: canary } }]
`;
    const { code, stderr } = planAgain(committed, () => {}, kubeconfig);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(
        'http://127.0.0.1:1 cannot be reached (ECONNREFUSED): check that it runs and that context "prod" names the right server',
      ),
    });
    expect(committed.repository.read('kubeconfig')).toBe(`${kubeconfig}\n`);
  }, 120_000);

  /** Runs the second step of comment.yaml, which writes a plan. */
  function comments(plan: string, answers: { pulls?: object[]; comments?: object[][] }) {
    const { repository } = committed;
    repository.stub('gh', GH);
    const { pulls = [{ number: 12, head: { sha: 'f00' } }], comments: pages = [[]] } = answers;
    writeFileSync(repository.stubFile('pulls'), JSON.stringify(pulls));
    writeFileSync(repository.stubFile('comments'), pages.map((page) => JSON.stringify(page)).join(''));
    for (const name of ['requests', 'body']) writeFileSync(repository.stubFile(name), '');
    writeFileSync(join(repository.parent, 'temp', 'plan.md'), plan);
    const env = Object.entries(write.env).map(([name, value]) => {
      const [, expression = ''] = /^\$\{\{ (.*) \}\}$/.exec(value) ?? [];
      return [name, EVENT[expression] as string];
    });
    repository.must(write.run, { GITHUB_REPOSITORY: 'shop/fleet', ...Object.fromEntries(env) });
    const requests = readFileSync(repository.stubFile('requests'), 'utf8').split('\n').slice(0, -1);
    return {
      requests: requests.map((line) => line.replace(/^body=@.*/, 'body=@FILE')),
      body: readFileSync(repository.stubFile('body'), 'utf8'),
    };
  }

  const PLAN = `${first}\n### No changes\n`;

  test('is written where there is none of the same name and author', () => {
    const others = [
      { id: 1, user: { login: 'someone' }, body: `${first}\nnot of the bot` },
      { id: 2, user: bot, body: '<!-- fluxapp plan: other -->\nanother set' },
    ];
    expect(comments(PLAN, { comments: [others, []] })).toEqual({
      requests: [
        ...FIND,
        ...LIST,
        'GH_TOKEN=token',
        ...['api', '--silent', '--method', 'POST', 'repos/shop/fleet/issues/12/comments', '--field', 'body=@FILE', ''],
      ],
      body: `${PLAN}${link}`,
    });
  });

  test('is updated where it is there, on any page', () => {
    const old = { id: 34, user: bot, body: `${first}\r\n### Plan: 0 to add` };
    expect(comments(PLAN, { comments: [[{ id: 1, user: bot, body: 'x' }], [old]] })).toEqual({
      requests: [
        ...FIND,
        ...LIST,
        'GH_TOKEN=token',
        ...['api', '--silent', '--method', 'PATCH', 'repos/shop/fleet/issues/comments/34', '--field', 'body=@FILE', ''],
      ],
      body: `${PLAN}${link}`,
    });
  });

  test('is not written where the branch has a newer commit', () => {
    const pulls = [{ number: 12, head: { sha: 'beef' } }];
    expect(comments(PLAN, { pulls })).toEqual({ requests: FIND, body: '' });
  });

  test('says where the plan is, if it is too long', () => {
    const { body } = comments(`${PLAN}\n${'x'.repeat(66_000)}\n`, {});
    expect(body).toBe(`${PLAN}\nThe plan is too long for a comment: see the artifact\n${link}`);
  });
});

describe('after the merge', () => {
  const EXPRESSIONS: Readonly<Record<string, string>> = {
    'secrets.HOST_KUBECONFIG': 'apiVersion: v1',
    'runner.temp': '',
  };

  test.each([
    ['apply.yaml', ['apply --server-side --field-manager=fluxapp --recursive -f dist/']],
    [
      'git.yaml',
      [
        'wait kustomizations.kustomize.toolkit.fluxcd.io/fleet --namespace flux-system --timeout=10m --for=jsonpath={.status.lastAppliedRevision}=main@sha1:c0ffee',
      ],
    ],
  ])(
    '%s delivers dist/, and waits for all its applications',
    (name, delivers) => {
      const repository = new Repository({ commitsDist: true });
      const inOther = (each: string) =>
        release(each, { metadata: { namespace: 'other', annotations: { 'gitops.kubesphere.io/application': 'api' } } });
      repository.commit([release('eu-1'), release('eu-2'), inOther('eu-1')]);
      const log = `echo "$(basename "$0") $*" >>"$STUB/calls"\n`;
      repository.stub('kubectl', `${log}cat "$KUBECONFIG" >>"$STUB/calls"`);
      // only the wait needs a cluster
      repository.write('tools/fluxapp/wait.sh', `if [ "$1" = wait ]; then\n${log}exit 0\nfi\n`);
      repository.must("sed -i '1r tools/fluxapp/wait.sh' tools/fluxapp/run.sh && git add -A");
      for (const { run, env } of stepsOf(name)) {
        const given = Object.entries(env).map(([variable, value]) => {
          const filled = value.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) =>
            expression === 'runner.temp' ? join(repository.parent, 'temp') : (EXPRESSIONS[expression] as string),
          );
          return [variable, filled];
        });
        repository.must(run, { GITHUB_SHA: 'c0ffee', ...Object.fromEntries(given) });
      }
      expect(readFileSync(repository.stubFile('calls'), 'utf8').split('\n')).toEqual([
        ...delivers.map((call) => `kubectl ${call}`),
        'apiVersion: v1',
        expect.stringMatching(/ wait api -n other --timeout 15m$/),
        expect.stringMatching(/ wait web -n shop --timeout 15m$/),
        '',
      ]);
    },
    TIMEOUT,
  );
});
