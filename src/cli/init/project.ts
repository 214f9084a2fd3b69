import { dnsLabelProblem } from '../../kubernetes';

/** What a new project is made of. */
export interface Project {
  /** The name in its package.json. */
  readonly name: string;
  /** URL of the Git repository that Flux reads it from. */
  readonly git: string;
  /** The member clusters, beside the host. */
  readonly members: readonly string[];
  /** The namespace of the application, and of the Secrets of its members. */
  readonly namespace: string;
  /** URL of the repository of the chart. */
  readonly repository: string;
  /** The chart; the application is called so, too. */
  readonly chart: string;
  readonly version: string;
  /** Whether it gets the workflows of GitHub. */
  readonly ci: 'github' | 'none';
}

/** What is wrong with a text for a field, as the end of a sentence that begins with the text; undefined where it is valid. */
type Check = (text: string) => string | undefined;

export const isName: Check = dnsLabelProblem;

export const isGitUrl: Check = (text) =>
  /^(?:https?|ssh):\/\/[^\s'"\\]+$/.test(text)
    ? undefined
    : 'is not a URL that Flux reads: https://…, http://… or ssh://git@HOST/PATH';

export const isRepositoryUrl: Check = (text) =>
  /^https?:\/\/[^\s'"\\]+$/.test(text) ? undefined : 'is not the URL of a chart repository: https://… or http://…';

export const isVersion: Check = (text) =>
  /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(text) ? undefined : 'is not a version, such as 1.2.3';

/** A name that npm takes, made of the name of a folder. */
export function packageNameOf(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'fleet' : name;
}
