import type { ServerResponse } from 'node:http';
import { rfc3339 } from '../../kubernetes';
import { type ApplicationView, type ClusterOptions, statusDocument } from '../../observe';
import type { Detail } from '../../page';
import type { EventStreams } from './event-streams';
import type { LiveRows, ViewSource } from './live-rows';
import { type Api, HttpError } from './page-server';
import { carryOutOrder, pauseOrderOf } from './pausing';

/** What the API answers with. */
export interface ApiParts {
  readonly views: ViewSource;
  readonly rows: LiveRows;
  readonly streams: EventStreams;
  /** Where pauses are written; undefined: they are not. */
  readonly writes?: ClusterOptions;
}

/** What the page asks for. Nothing but an order to pause or resume sends the API server anything that writes. */
export function apiOf({ views, rows, streams, writes }: ApiParts): Api {
  return {
    get(path) {
      if (path === 'overview') {
        rows.refresh();
        return rows.overview(new Date());
      }
      const [, namespace, name] = /^applications\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
      const key = [namespace, name].map(decoded).join('/');
      const view = name === undefined ? undefined : viewOf(views, key);
      return view && ({ now: rfc3339(new Date()), status: statusDocument(view) } satisfies Detail);
    },
    stream(response: ServerResponse, since) {
      if (streams.isFull) return false;
      response.writeHead(200);
      streams.add(response, since);
      return true;
    },
    async post(path, body) {
      if (path !== 'suspend' && path !== 'resume') return undefined;
      if (writes === undefined) throw new HttpError(403, 'fluxapp ui runs with --read-only');
      const order = pauseOrderOf(body);
      if (order === undefined) throw new HttpError(400, 'the body is no order to pause or resume');
      return await carryOutOrder(path, order, writes);
    },
  };
}

/** A reader may know a key of no application by now. */
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
