import { ExpectedError } from '../../diagnostics';
import type { RegistryChart } from './registry';
import type { RepositoryChart } from './repository';

/** A chart as given on the command line. */
export interface ChartReference {
  /** The whole text. */
  readonly text: string;
  /** The name of the module. @default - that of the chart */
  readonly name?: string;
  readonly location: ChartLocation;
}

/** The location of a chart. */
export type ChartLocation =
  | { readonly kind: 'local'; readonly path: string }
  | ({ readonly kind: 'repository' } & RepositoryChart)
  | ({ readonly kind: 'registry' } & RegistryChart);

/**
 * Reads `[NAME:=]CHART`, where CHART is a path, `https://HOST/REPOSITORY/NAME@VERSION` or `oci://HOST/PATH@VERSION`.
 *
 * @throws ExpectedError if it is malformed
 */
export function parseReference(text: string): ChartReference {
  if (hasCredentials(text)) {
    const scheme = /\b(?:https?|oci)(?=:)/i.exec(text)?.[0].toLowerCase();
    const place = scheme === undefined ? '***' : `${scheme}://***`;
    throw new ExpectedError(`${place}: a URL with credentials would be written into the module`);
  }
  const [, name, location = text] = /^(.*?):=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && !/^[A-Za-z][\w-]*$/.test(name)) {
    throw new ExpectedError(`${text}: the part before := must be a name: letters, digits, - and _`);
  }
  if (location === '') throw new ExpectedError(`${text || '""'}: no chart is named`);
  return { text, location: locationOf(location), ...(name !== undefined && { name }) };
}

/** The name of a remote chart: the last part of its address. */
export function nameOfRemote(location: Exclude<ChartLocation, { readonly kind: 'local' }>): string {
  return location.kind === 'repository'
    ? location.name
    : location.repository.slice(location.repository.lastIndexOf('/') + 1);
}

/**
 * Whether a text contains a URL with a user, in any form that a URL parser reads or a typing error results in. It may
 * follow a name and `:=`, and a password may contain `:=` too.
 */
function hasCredentials(text: string): boolean {
  const parts = text.replace(/[\t\r\n]/g, '').split(':=');
  return parts.some((_, index) => USER.test(parts.slice(index).join(':=').trimStart()));
}

/**
 * A scheme, or two slashes, and `@` in the host or behind a colon that does not begin a port. A password with `/` ends
 * the host for a parser. A single letter is a drive.
 */
const USER =
  /^(?:[a-z][a-z\d+.-]+:(?!=)[\\/]*|\/\/)(?:[^\\/?#]*@|(?:\[[^\]]*\]|[^\\/?#:[]*):(?!\d*(?:[\\/?#]|$))[^@]*@)/i;

function locationOf(text: string): ChartLocation {
  const scheme = /^([a-z][a-z\d+.-]*):\/\//.exec(text)?.[1];
  if (scheme === undefined) return { kind: 'local', path: text };
  const [, address = text, version] = /^(.*\/[^/@]*)@([^@/]*)$/.exec(text) ?? [];
  const parts = /^[^/]+:\/\/([^/?#]+)\/(?:([^?#]*)\/)?([^/?#]+)$/.exec(address);
  if (!URL.canParse(address) || parts === null)
    throw new ExpectedError(`${text.replace(/\?.*$/s, '?***')}: must be HOST/…/CHART@VERSION behind ${scheme}://`);
  const [, host = '', path, chart = ''] = parts;
  switch (scheme) {
    case 'oci':
      return { kind: 'registry', host, repository: path === undefined ? chart : `${path}/${chart}`, version };
    case 'http':
    case 'https':
      return { kind: 'repository', repository: address.slice(0, -chart.length - 1), name: chart, version };
    default:
      throw new ExpectedError(
        `${text}: charts are read from a folder, a .tgz, https:// and oci://, not from ${scheme}://`,
      );
  }
}
