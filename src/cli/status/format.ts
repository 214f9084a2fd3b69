import type { ApplicationView } from '../../observe';
import { statusDocument, statusListDocument } from '../../observe';
import { formatData } from '../output';
import { badgeSvg } from './badge';
import { detailLines } from './detail';
import { listLines } from './list';
import { matrixLines } from './matrix';
import type { Sheet } from './sheet';

/** The values of `-o`. */
export type StatusFormat = 'badge' | 'html' | 'json' | 'table' | 'wide' | 'yaml';

/** The applications to show, and the format. */
export interface Shown {
  readonly format: StatusFormat;
  /** An application that was selected by name is shown in detail. */
  readonly isOne: boolean;
}

/** The status of applications, as text that ends with a line feed. */
export function formatStatus(views: readonly ApplicationView[], shown: Shown, sheet: Sheet): string {
  const [first] = views;
  if (shown.format === 'table' || shown.format === 'wide') {
    return statusLines(views, shown, sheet)
      .map((line) => `${line}\n`)
      .join('');
  }
  if (shown.format === 'badge') return views.map(badgeSvg).join('');
  const document = shown.isOne && first ? statusDocument(first) : statusListDocument(views);
  return formatData(document, shown.format === 'json' ? 'json' : 'yaml');
}

/** The status of applications for people, line by line. */
export function statusLines(views: readonly ApplicationView[], { format, isOne }: Shown, sheet: Sheet): string[] {
  const [first] = views;
  if (format === 'wide') return matrixLines(views, sheet);
  return isOne && first ? detailLines(first, sheet) : listLines(views, sheet);
}
