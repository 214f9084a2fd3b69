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

function locationOf(text: string): ChartLocation {
  const scheme = /^([a-z][a-z\d+.-]*):\/\//.exec(text)?.[1];
  if (scheme === undefined) return { kind: 'local', path: text };
  if (/^[^/]*\/\/[^/]*@/.test(text)) {
    throw new ExpectedError(`${scheme}://***: a URL with credentials would be written into the module`);
  }
  const [, address = text, version] = /^(.*\/[^/@]*)@([^@/]*)$/.exec(text) ?? [];
  const parts = /^[^/]+:\/\/([^/?#]+)\/(?:([^?#]*)\/)?([^/?#]+)$/.exec(address);
  if (!URL.canParse(address) || parts === null)
    throw new ExpectedError(`${text}: must be HOST/…/CHART@VERSION behind ${scheme}://`);
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
