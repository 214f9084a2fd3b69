import { ExpectedError } from '../diagnostics';
import type { Undici } from './connections';

/**
 * The first Node version that undici runs on. On an older one loading it fails with a TypeError that does not mention
 * Node.
 */
const FIRST_NODE = [22, 19] as const;

/**
 * Loads undici, which is only needed to connect to an API server or through a proxy.
 *
 * @param version the version of Node
 * @param need the beginning of the error message
 * @throws ExpectedError if this Node is too old; an error with the code ERR_MODULE_NOT_FOUND if the package is not
 * installed
 */
export async function loadUndici(
  version = process.versions.node,
  need = 'connecting to a cluster needs',
): Promise<Undici> {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [firstMajor, firstMinor] = FIRST_NODE;
  if (major < firstMajor || (major === firstMajor && minor < firstMinor)) {
    throw new ExpectedError(`${need} Node ${FIRST_NODE.join('.')} or newer, this is v${version}: install a newer one`);
  }
  return import('undici');
}
