/** The scripts for GitLab, with a replacement for curl in the role of the server. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Repository } from './repository';

/** Records its arguments, and answers with the file of $STUB/answers that has the name of the URL. */
const CURL = `{ printf '%s\\n' "$@"; echo; } >>"$STUB/requests"
output=/dev/stdout url=
while [ $# -gt 0 ]; do
  case "$1" in
    --output) output=$2; shift ;;
    --data-urlencode) cp "\${2#body@}" "$STUB/body"; shift ;;
    --header | --request) shift ;;
    http*) url=$1 ;;
  esac
  shift
done
cat "$STUB/answers/$(printf %s "$url" | tr -c 'a-zA-Z0-9\\n' _)" >"$output"
`;
const API = 'https://gitlab.example.com/api/v4';
const PROJECT = `${API}/projects/group%2Ffleet`;
const ENV = { GITLAB_TOKEN: 'token', CI_API_V4_URL: API, PROJECT: 'group/fleet' };

const repository = new Repository({ commitsDist: true });
repository.stub('curl', CURL);
mkdirSync(repository.stubFile('answers'));
afterAll(() => repository.remove());
beforeEach(() => {
  for (const name of ['requests', 'body']) writeFileSync(repository.stubFile(name), '');
});

function answer(url: string, content: object | Uint8Array): void {
  const file = join(repository.stubFile('answers'), url.replace(/[^a-zA-Z0-9]/g, '_'));
  writeFileSync(file, content instanceof Uint8Array ? content : JSON.stringify(content));
}

/** The arguments of the requests, without the common ones. */
function requests(): string[][] {
  const common = ['--silent', '--show-error', '--fail', '--header', 'PRIVATE-TOKEN: token'];
  const each = readFileSync(repository.stubFile('requests'), 'utf8').trim().split('\n\n');
  return each.map((text) => {
    const args = text.split('\n');
    expect(args.slice(0, common.length)).toEqual(common);
    return args.slice(common.length);
  });
}

describe('the artifact of a pipeline', () => {
  const answers = (ref: string, newest: number) => {
    answer(`${PROJECT}/pipelines/7`, { id: 7, ref });
    answer(`${PROJECT}/merge_requests/12`, { iid: 12, head_pipeline: { id: newest } });
    const jobs = [
      { id: 1, name: 'other' },
      { id: 42, name: 'plan' },
    ];
    answer(`${PROJECT}/pipelines/7/jobs?scope[]=success&per_page=100`, jobs);
    repository.write('plan/base', 'c0ffee\n');
    repository.must('git add -f plan/base && git archive --format=zip -o made.zip "$(git write-tree)" plan');
    answer(`${PROJECT}/jobs/42/artifacts`, readFileSync(join(repository.path, 'made.zip')));
  };

  test.each(['head', 'merge'])('is fetched, and the merge request is named (%s)', (kind) => {
    answers(`refs/merge-requests/12/${kind}`, 7);
    const folder = `artifact-${kind}`;
    expect(repository.run(`ci/artifact-gitlab.sh 7 ${folder}`, ENV)).toEqual({ code: 0, stdout: '12\n', stderr: '' });
    expect(repository.must(`cd ${folder} && find . -type f && cat plan/base`).stdout).toBe('./plan/base\nc0ffee\n');
    expect(requests()).toEqual([
      [`${PROJECT}/pipelines/7`],
      [`${PROJECT}/merge_requests/12`],
      [`${PROJECT}/pipelines/7/jobs?scope[]=success&per_page=100`, '--globoff'],
      ['--location', '--output', `${folder}/artifact.zip`, `${PROJECT}/jobs/42/artifacts`],
    ]);
  });

  test('is left alone where there is a newer pipeline', () => {
    answers('refs/merge-requests/12/head', 8);
    expect(repository.run('ci/artifact-gitlab.sh 7 artifact', ENV)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(requests()).toHaveLength(2);
  });

  test.each([
    ['7', 'main', 'pipeline 7 is not one of a merge request\n'],
    ["'7/../../8'", 'main', 'not the number of a pipeline\n'],
  ])('is refused of pipeline %s on %s', (pipeline, ref, stderr) => {
    answers(ref, 7);
    const ended = repository.run(`ci/artifact-gitlab.sh ${pipeline} artifact`, ENV);
    expect(ended).toEqual({ code: 1, stdout: '', stderr });
  });
});

describe('kubectl', () => {
  const url = (path: string) => `https://dl.k8s.io/release/v1.36.3/bin/linux/${path}`;
  const install = (digest: string) => {
    for (const arch of ['amd64', 'arm64']) {
      answer(url(`${arch}/kubectl`), Buffer.from('#!/bin/sh\necho installed\n'));
      answer(url(`${arch}/kubectl.sha256`), Buffer.from(digest));
    }
    repository.must('rm -rf ../bin && mkdir ../bin');
    return repository.run('ci/install-kubectl.sh v1.36.3 ../bin', {});
  };

  test('is installed if it has the published digest', () => {
    const digest = createHash('sha256').update('#!/bin/sh\necho installed\n').digest('hex');
    expect(install(digest)).toMatchObject({ code: 0, stderr: '' });
    expect(repository.must('../bin/kubectl').stdout).toBe('installed\n');
  });

  test('is not installed if it has another one', () => {
    expect(install('0'.repeat(64))).toMatchObject({ code: 1 });
    expect(repository.must('ls ../bin').stdout).toBe('');
  });
});

describe('the comment', () => {
  const first = '<!-- fluxapp plan: fluxapp -->';
  const notes = `${PROJECT}/merge_requests/12/notes`;
  const comment = (pages: readonly object[][]) => {
    answer(`${API}/user`, { id: 5 });
    for (const [index, page] of [...pages, []].entries()) answer(`${notes}?per_page=100&page=${index + 1}`, page);
    answer(notes, {});
    answer(`${notes}/34`, {});
    repository.write('plan.md', `${first}\n### No changes\n`);
    repository.must('ci/comment-gitlab.sh 12 plan.md', ENV);
    expect(readFileSync(repository.stubFile('body'), 'utf8')).toBe(`${first}\n### No changes\n`);
    return requests();
  };
  const others = [
    { id: 1, author: { id: 6 }, body: `${first}\nnot of the bot` },
    { id: 2, author: { id: 5 }, body: '<!-- fluxapp plan: other -->\nanother set' },
  ];

  test('is written where there is none of the same name and author', () => {
    expect(comment([others])).toEqual([
      [`${API}/user`],
      [`${notes}?per_page=100&page=1`],
      [`${notes}?per_page=100&page=2`],
      ['--output', '/dev/null', '--request', 'POST', '--data-urlencode', 'body@plan.md', notes],
    ]);
  });

  test('is updated where it is there, on any page', () => {
    expect(comment([others, [{ id: 34, author: { id: 5 }, body: `${first}\nold` }]])).toEqual([
      [`${API}/user`],
      [`${notes}?per_page=100&page=1`],
      [`${notes}?per_page=100&page=2`],
      ['--output', '/dev/null', '--request', 'PUT', '--data-urlencode', 'body@plan.md', `${notes}/34`],
    ]);
  });
});
