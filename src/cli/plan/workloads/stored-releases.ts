import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type StoredRelease, storedReleaseOf } from '../../../change';
import { mapOf, parsedJson, stringOf } from '../../../json';
import { listObjects, pathOf } from '../../../kube';
import { asNotKnown, type Member } from './members';
import { NotKnown } from './not-known';

/** A deployed Helm release, and the revision that an upgrade would have. */
export interface Deployed {
  readonly release: StoredRelease;
  readonly nextRevision: number;
  /** Why it may differ from the running state. */
  readonly doubt?: string;
}

/** Helm compresses a release: the content of a Secret may be a thousand times larger. */
const MAX_BYTES = 32 * 1024 * 1024;

const SECRETS = { group: '', version: 'v1', plural: 'secrets', kind: 'Secret' };

/**
 * Reads the deployed release with a name, and only the metadata of its other revisions.
 *
 * @returns undefined if there is none. @throws NotKnown
 */
export async function readDeployed(
  { client }: Member,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<Deployed | undefined> {
  const path = pathOf(SECRETS, namespace);
  const labelSelector = `owner=helm,name=${name}`;
  const list = await listObjects(client, path, { labelSelector, isMetadataOnly: true, signal }).catch(asNotKnown);
  const history = list.map(revisionOf).sort((a, b) => b.revision - a.revision);
  const deployed = history.find(({ status }) => status === 'deployed');
  const [newest] = history;
  if (newest === undefined || deployed === undefined) return undefined;
  const secret = await client.request('GET', `${path}/${deployed.secret}`, { signal }).catch(asNotKnown);
  const release = await decoded(stringOf(mapOf(mapOf(secret).data).release) ?? '', deployed.secret);
  const doubt = newest === deployed ? {} : { doubt: `its newest revision ${newest.revision} is ${newest.status}` };
  return { release, nextRevision: newest.revision + 1, ...doubt };
}

function revisionOf(object: unknown): { secret: string; revision: number; status: string } {
  const { name, labels } = mapOf(mapOf(object).metadata);
  const { version, status } = mapOf(labels);
  return { secret: String(name), revision: Number(version), status: String(status) };
}

async function decoded(data: string, secret: string): Promise<StoredRelease> {
  const compressed = Buffer.from(Buffer.from(data, 'base64').toString('latin1'), 'base64');
  const text = await promisify(gunzip)(compressed, { maxOutputLength: MAX_BYTES }).catch((error) => {
    const isTooLarge = error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new NotKnown(
      isTooLarge ? `Helm release ${secret} is larger than ${MAX_BYTES / 1024 / 1024} MiB` : unreadable(secret),
    );
  });
  const release = storedReleaseOf(parsedJson(text.toString('utf8')));
  if (release === undefined) throw new NotKnown(unreadable(secret));
  return release;
}

function unreadable(secret: string): string {
  return `Secret ${secret} holds no release of Helm`;
}
