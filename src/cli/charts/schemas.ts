import { type Chart, ChartError, missingSchemas, type SchemaDigest, withBundledSchemas } from '../../charts';
import { parsedJson } from '../../json';
import { download, placeOf } from './download';
import { sha256Of } from './read-files';

/** The maximum size of a document. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
const MAX_DOCUMENTS = 200;

/** A chart whose schemas need no other document. */
export interface BundledChart {
  readonly chart: Chart;
  /** The documents that were bundled. */
  readonly schemas: readonly SchemaDigest[];
}

/**
 * Downloads the documents that the schemas of a chart refer to, each once.
 *
 * @throws ChartError if a document cannot be read
 */
export async function bundleSchemas(chart: Chart, signal: AbortSignal): Promise<BundledChart> {
  const documents = new Map<string, unknown>();
  const schemas: SchemaDigest[] = [];
  for (;;) {
    const missing = missingSchemas(chart, documents);
    if (missing.length === 0) return { chart: withBundledSchemas(chart, documents), schemas };
    for (const url of missing) {
      if (url.startsWith('urn:'))
        documents.set(url, true); // as Helm does
      else {
        const bytes = await documentAt(url, signal);
        documents.set(url, jsonIn(bytes, url));
        schemas.push({ url, sha256: sha256Of(bytes) });
      }
    }
    if (documents.size > MAX_DOCUMENTS) {
      throw new ChartError(chart.name, `values.schema.json refers to more than ${MAX_DOCUMENTS} documents`);
    }
  }
}

async function documentAt(url: string, signal: AbortSignal): Promise<Uint8Array> {
  if (!/^https?:/.test(url))
    throw new ChartError(placeOf(url), 'values.schema.json refers to it; only https:// and http:// are read');
  try {
    return await download(url, { signal, limit: MAX_DOCUMENT_BYTES });
  } catch (cause) {
    if (cause instanceof ChartError) throw new ChartError(cause.message, 'values.schema.json refers to it');
    throw cause;
  }
}

function jsonIn(bytes: Uint8Array, url: string): unknown {
  const document = parsedJson(new TextDecoder().decode(bytes));
  if (document !== undefined) return document;
  throw new ChartError(placeOf(url), 'is not JSON; values.schema.json refers to it');
}
