import { ExpectedError } from '../../../diagnostics';

/** A chart as it is named on the command line. */
export interface ChartReference {
  /** The whole text. */
  readonly text: string;
  /** The name of the module. @default - that of the chart */
  readonly name?: string;
  /** A folder or an archive. */
  readonly location: string;
}

/** Reads `[NAME:=]CHART`. @throws ExpectedError where it is malformed */
export function parseReference(text: string): ChartReference {
  const [, name, location = text] = /^(.*?):=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && !/^[A-Za-z][\w-]*$/.test(name)) {
    throw new ExpectedError(`${text}: what stands before := must be a name: letters, digits, - and _`);
  }
  if (location === '') throw new ExpectedError(`${text || '""'}: no chart is named`);
  return { text, location, ...(name !== undefined && { name }) };
}
