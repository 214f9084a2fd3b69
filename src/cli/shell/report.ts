import { type Diagnostic, type DiagnosticCode, several } from '../../diagnostics';
import type { Position } from '../../yaml';
import { paint } from './paint';

/** A position in the input. */
export interface Place {
  /** The file's name in messages. */
  readonly file: string;
  readonly position?: Position;
  /** The number of the document in the file, from 1; absent if there is only one. */
  readonly document?: number;
}

/** `apps.yaml:17:9`, or `apps.yaml:17:9 (document 2)` if the file has several. */
export function formatPlace({ file, position, document }: Place): string {
  const at = position ? `${file}:${position.line}:${position.column}` : file;
  return document === undefined ? at : `${at} (document ${document})`;
}

/** An error or warning, and its position; none if it is about the input as a whole. */
export interface Finding {
  readonly severity: Diagnostic['severity'];
  readonly place?: Place;
  readonly message: string;
  /** Absent if the input cannot be read. */
  readonly code?: DiagnosticCode;
}

/** Collects findings about an input, and prints them in the order of the input. */
export class FindingReport {
  private readonly findings: Finding[] = [];

  add(finding: Finding): void {
    this.findings.push(finding);
  }

  get hasErrors(): boolean {
    return this.findings.some(({ severity }) => severity === 'error');
  }

  /**
   * Writes one line for every finding, and finally the number of errors.
   *
   * @param files all files in the order in which they were read
   * @param outcome the effect of errors, in words
   */
  print(stderr: NodeJS.WritableStream, files: readonly string[], outcome = 'nothing was printed'): void {
    const order = new Map(files.map((file, index) => [file, index]));
    const rank = ({ place }: Finding) => (place ? (order.get(place.file) ?? -1) : files.length);
    const sorted = [...this.findings].sort((a, b) => rank(a) - rank(b) || comparePositions(a.place, b.place));
    const lines = new Map(sorted.map((finding) => [formatFinding(finding, stderr), finding]));
    for (const line of lines.keys()) stderr.write(`${line}\n`);
    const errors = [...lines.values()].filter(({ severity }) => severity === 'error');
    if (errors.length === 0) return;
    const inFiles = new Set(errors.flatMap(({ place }) => place?.file ?? [])).size;
    const where = inFiles === 0 ? '' : ` in ${several(inFiles, 'file')}`;
    stderr.write(`${several(errors.length, 'error')}${where}: ${outcome}\n`);
  }
}

function formatFinding({ severity, place, message, code }: Finding, stream: NodeJS.WritableStream): string {
  const label = paint(`${severity}:`, severity === 'error' ? 'red' : 'yellow', stream);
  return [label, place && `${formatPlace(place)}:`, message, code && `[${code}]`]
    .filter((part) => part !== undefined)
    .join(' ');
}

function comparePositions(a: Place | undefined, b: Place | undefined): number {
  const [left, right] = [a?.position, b?.position];
  return (left?.line ?? 0) - (right?.line ?? 0) || (left?.column ?? 0) - (right?.column ?? 0);
}
