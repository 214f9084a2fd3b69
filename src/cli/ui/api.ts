import type { ServerResponse } from 'node:http';
import { answerDraft, draftOf } from '../../draft';
import { rfc3339 } from '../../kubernetes';
import { type ApplicationView, statusDocument } from '../../observe';
import type { Choices, Detail, Made } from '../../page';
import type { EventStreams } from './event-streams';
import type { LiveRows, ViewSource } from './live-rows';
import { type Api, HttpError, Verbatim } from './page-server';
import { carryOutOrder, pauseOrderOf } from './pausing';
import { changeOrderOf, Repository } from './repository';
import { save, saveOrderOf } from './saving';
import type { ShownCluster } from './shown-cluster';

/** The dependencies of the API. */
export interface ApiParts {
  readonly views: ViewSource;
  readonly rows: LiveRows;
  readonly streams: EventStreams;
  /** The choices in a form. */
  readonly choices: () => Promise<Choices>;
  /** The folder for new files, in which existing files are found too; undefined if there is none. */
  readonly out?: string;
  /** The cluster in which pauses are written; undefined if they are not. */
  readonly writes?: ShownCluster;
}

/** The API of the page. Only an order to pause or resume sends requests to the API server that write. */
export function apiOf({ views, rows, streams, choices, out, writes }: ApiParts): Api {
  const repository = out === undefined ? undefined : new Repository(out);
  return {
    async get(path) {
      if (path === 'choices') return await choices();
      if (path === 'overview') {
        rows.refresh();
        return rows.overview(new Date());
      }
      const [, what, ...parts] = /^(applications|files|made)\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
      const [namespace = '', name = ''] = parts.map(decoded);
      if (what === 'files') return verbatim(repository?.find({ namespace, name }));
      const view = what === undefined ? undefined : viewOf(views, `${namespace}/${name}`);
      if (view === undefined) return undefined;
      if (what === 'made') return madeOf(view, repository);
      return { now: rfc3339(new Date()), status: statusDocument(view) } satisfies Detail;
    },
    stream(response: ServerResponse, since) {
      if (streams.isFull) return false;
      response.writeHead(200);
      streams.add(response, since);
      return true;
    },
    async post(path, body) {
      if (path === 'draft') return verbatim(answerDraft(orBad(draftOf(body), 'not a form')));
      if (path === 'save' || path === 'change') {
        if (out === undefined || repository === undefined) {
          throw new HttpError(403, 'fluxapp ui runs without --out: it saves and changes no files');
        }
        if (path === 'save') return save(orBad(saveOrderOf(body), 'not an order to save'), out);
        return verbatim(repository.change(orBad(changeOrderOf(body), 'not a change of an application')));
      }
      if (path !== 'suspend' && path !== 'resume') return undefined;
      if (writes === undefined) throw new HttpError(403, 'fluxapp ui runs with --read-only');
      return await carryOutOrder(path, orBad(pauseOrderOf(body), 'not an order to pause or resume'), writes);
    },
  };
}

function verbatim<T>(data: T | undefined): Verbatim | undefined {
  return data === undefined ? undefined : new Verbatim(data);
}

function madeOf(view: ApplicationView, repository: Repository | undefined): Made {
  return {
    yaml: repository?.find(view)?.file,
    typescript: repository?.typescriptOf(view),
    isSynthesized: view.isSynthesized,
  };
}

/** @param what describes an invalid body */
function orBad<T>(read: T | undefined, what: string): T {
  if (read === undefined) throw new HttpError(400, `the body is ${what}`);
  return read;
}

/** The view of an application; undefined if it does not exist, or no longer. */
function viewOf(views: ViewSource, key: string): ApplicationView | undefined {
  return views.keys().includes(key) ? views.view(key) : undefined;
}

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    return '';
  }
}
