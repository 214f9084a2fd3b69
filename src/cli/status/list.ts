import type { ApplicationView } from '../../observe';
import { ageOf, type Column, paintState, tableLines } from '../shell/terminal';
import type { Sheet } from './sheet';

/** The list: one application per line, and if there is room the reason why it is not ready. */
export function listLines(views: readonly ApplicationView[], { stream, width }: Sheet): string[] {
  const column = (header: string, cell: (view: ApplicationView) => string | undefined, more: Partial<Column> = {}) => ({
    header,
    cells: views.map((view) => cell(view) ?? ''),
    ...more,
  });
  return tableLines(
    [
      column('NAMESPACE', ({ namespace }) => namespace, { least: 8, rank: 4 }),
      column('NAME', ({ name }) => name, { least: 8 }),
      column('TYPE', ({ report }) => report.kind, { rank: 1 }),
      column('SOURCE', ({ report }) => report.source, { least: 10, rank: 2 }),
      column('REVISION', ({ report }) => report.revision, { least: 8, rank: 5 }),
      column('READY', ({ report }) => `${report.ready}/${report.desired}`),
      column('STATE', ({ report }) => report.state, {
        paint: (text, row) => paintState(text, (views[row] as ApplicationView).report.state, stream),
      }),
      column('AGE', ({ created, now }) => ageOf(created, now), { rank: 3 }),
    ],
    {
      width,
      remarks: {
        header: 'MESSAGE',
        isOptional: true,
        texts: views.map(({ report: { state, message, undeclared } }) =>
          state === 'Ready' && !undeclared ? '' : withoutCount(message),
        ),
      },
    },
  );
}

/** The column READY contains the count. */
function withoutCount(message: string): string {
  return message.replace(/^\d+ of \d+ ready; /, '');
}
