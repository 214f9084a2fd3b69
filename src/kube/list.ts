import { setImmediate } from 'node:timers/promises';
import type { KubeClient } from './client';
import { ApiError, connectionError, noAnswer } from './errors';

/** The objects to list, and how. */
export interface ListOptions {
  /** @default - all objects */
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /**
   * Objects per page. Complete objects are in memory only while their page is processed.
   * @default 500
   */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
  /**
   * Whether the server sends only the metadata of the objects (PartialObjectMetadata), and so no content of Secrets.
   * @default false
   */
  readonly isMetadataOnly?: boolean;
  /** Called for every page. */
  readonly onPage?: () => void;
}

/** The result of a list. */
export interface List<T> {
  readonly result: T;
  /** The resourceVersion to watch from. */
  readonly resourceVersion?: string;
}

/** One page of a list. */
interface Page {
  /** Null in an empty list of metadata. */
  readonly items: readonly unknown[] | null;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

/** The number of objects after which to yield to the event loop: lowering an Application takes a millisecond. */
const AT_ONCE = 20;

/** A server that cannot send only metadata answers with 406. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** The time limit for a page, which may be large, over a slow connection. */
const PAGE_MS = 60_000;

/**
 * Reads a list page by page. Without a resource version, the server returns the most recent data.
 *
 * @param path for example `pathOf(resource, namespace)`
 * @param begin creates an empty result. Called again if the list has to be restarted
 * @param add adds an object of the list to the result
 * @throws ApiError, ConnectionError, KubeconfigError
 */
export async function readList<T>(
  client: KubeClient,
  path: string,
  options: ListOptions,
  begin: () => T,
  add: (result: T, object: unknown) => void,
): Promise<List<T>> {
  const { labelSelector, fieldSelector, pageSize = 500, isMetadataOnly = false, signal, onPage } = options;
  const headers = isMetadataOnly ? { accept: METADATA_ONLY } : undefined;
  const request = (limit: string | undefined, next: string | undefined): Promise<Page> => {
    const query = { labelSelector, fieldSelector, limit, continue: next };
    const page = client.request<Page>('GET', path, { query, headers, signal, timeoutMs: PAGE_MS });
    page.catch(() => {}); // it may fail before it is awaited
    return page;
  };
  const pages = async (limit: string | undefined): Promise<List<T>> => {
    const result = begin();
    let page = await request(limit, undefined);
    for (;;) {
      // an object, such as a Status, is not an empty list
      if (page.items !== null && !Array.isArray(page.items)) throw connectionError(noAnswer(), client);
      onPage?.();
      const { items, metadata } = page;
      // the server prepares the next page while this one is processed
      const following = metadata?.continue ? request(limit, metadata.continue) : undefined;
      for (const [index, item] of (items ?? []).entries()) {
        if (index % AT_ONCE === 0) await setImmediate();
        add(result, item);
      }
      if (!following) return { result, resourceVersion: metadata?.resourceVersion };
      page = await following;
    }
  };
  try {
    return await pages(String(pageSize));
  } catch (error) {
    if (!isExpired(error)) throw error;
    // the continue token has expired, which cannot happen for a list without pages
    return pages(undefined);
  }
}

/** Reads a list page by page, and returns all of its objects. @throws ApiError, ConnectionError, KubeconfigError */
export async function listObjects(client: KubeClient, path: string, options: ListOptions): Promise<unknown[]> {
  const { result } = await readList<unknown[]>(
    client,
    path,
    options,
    () => [],
    (objects, object) => objects.push(object),
  );
  return result;
}

/** Whether a resource version is unusable: expired (410), or newer than this server's data. */
export function isExpired(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 410 || /too large resource version/i.test(error.message));
}
