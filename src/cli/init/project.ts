import { dnsLabelProblem } from '../../kubernetes';

/** The parameters of a new project. */
export interface Project {
  /** The name in package.json. */
  readonly name: string;
  /** The URL of the Git repository that Flux reads. */
  readonly git: string;
  /** The member clusters, in addition to the host. */
  readonly members: readonly string[];
  /** The namespace of the application, and of the Secrets of its members. */
  readonly namespace: string;
  /** The URL of the repository of the chart. */
  readonly repository: string;
  /** The name of the chart and of the application. */
  readonly chart: string;
  readonly version: string;
  readonly ci: CiSystem;
}

/** The systems for which a project can contain CI workflows, and `none`. */
export const CI_SYSTEMS = ['github', 'gitlab', 'none'] as const;
export type CiSystem = (typeof CI_SYSTEMS)[number];

export const isCiSystem: Check = (text) =>
  (CI_SYSTEMS as readonly string[]).includes(text) ? undefined : 'is not github, gitlab or none';

/** The problem of a value, as the end of a sentence that begins with the value; undefined if it is valid. */
export type Check = (text: string) => string | undefined;

export const isName: Check = dnsLabelProblem;

export const isGitUrl: Check = (text) =>
  isUrl(text, /^(?:https?|ssh):/)
    ? credentialsProblem(text)
    : `is not a URL that Flux reads: ${sshUrlOf(text) ?? 'https://…, http://… or ssh://git@HOST/PATH'}`;

/** The same place as Git's `USER@HOST:PATH`, which Flux does not read, with the text to say so. */
function sshUrlOf(text: string): string | undefined {
  const [, place, path] = /^([\w.-]+@[\w.-]+):\/?([\w~.-][\w~./-]*)$/.exec(text) ?? [];
  return place === undefined ? undefined : `write ssh://${place}/${path}`;
}

export const isRepositoryUrl: Check = (text) =>
  isUrl(text, /^(?:https?|oci):/)
    ? credentialsProblem(text)
    : 'is not the URL of a chart repository: https://…, http://… or oci://…';

/** Whether the repository is a part of an OCI registry. */
export function isOci(repository: string): boolean {
  return repository.startsWith('oci:');
}

function isUrl(text: string, scheme: RegExp): boolean {
  return scheme.test(text) && /^\w+:\/\/[^\s'"\\]+$/.test(text) && URL.canParse(text);
}

/** The files of the project are committed. The user of ssh:// is no secret, but a token may be the user of https://. */
function credentialsProblem(text: string): string | undefined {
  const { protocol, username, password } = new URL(text);
  if (password === '' && (username === '' || protocol === 'ssh:')) return undefined;
  return 'has credentials, which would be committed: put them into a Secret, and name it in secretRef';
}

/** The problem of an answer as a sentence, with the credentials in the answer masked; undefined if it is valid. */
export function problemOf(answer: string, check: Check): string | undefined {
  const problem = check(answer);
  const shown = answer.replace(/^(\w+:\/\/)?.*@/s, (start, scheme = '') =>
    start.includes(':') ? `${scheme}***@` : start,
  );
  return problem === undefined ? undefined : `${JSON.stringify(shown)} ${problem}`;
}

export const isVersion: Check = (text) =>
  /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(text) ? undefined : 'is not a version, such as 1.2.3';

/** A valid name for npm, derived from the name of a folder. */
export function packageNameOf(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'fleet' : name;
}
