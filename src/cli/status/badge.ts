import type { ApplicationView } from '../../observe';
import type { ApplicationState } from '../../status';
import { printable, widthOf } from '../shell/terminal';

/** The background colours of states, on which white text has a contrast of at least 4.5. */
const GROUNDS: Readonly<Record<ApplicationState, string>> = {
  Ready: '#17693b',
  Suspended: '#5b3db8',
  Reconciling: '#1a55c2',
  Unknown: '#465264',
  Missing: '#7a5000',
  Failed: '#b3261e',
  Stalled: '#961a1a',
  Invalid: '#961a1a',
};

/** The width of a terminal column in pixels at this text size; and the padding on both sides of a text. */
const [COLUMN_PX, MARGIN_PX] = [6.6, 7];

/** The state of an application as an SVG image of 20 pixels: its name, and the number of ready targets. */
export function badgeSvg({ name, report: { state, ready, desired } }: ApplicationView): string {
  const [left, right] = [
    printable(name),
    state === 'Ready' ? `${ready}/${desired} ready` : `${state} ${ready}/${desired}`,
  ];
  const [leftPx, rightPx] = [left, right].map((text) => Math.ceil(widthOf(text) * COLUMN_PX + 2 * MARGIN_PX)) as [
    number,
    number,
  ];
  const label = escaped(`${left}: ${right}`);
  const part = (text: string, x: number, width: number, ground: string) =>
    `<path fill="${ground}" d="M${x} 0h${width}v20H${x}z"/>` +
    `<text x="${x + width / 2}" y="14" textLength="${width - 2 * MARGIN_PX}" lengthAdjust="spacingAndGlyphs">${escaped(text)}</text>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${leftPx + rightPx}" height="20" role="img" aria-label="${label}">` +
    `<title>${label}</title>` +
    '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">' +
    `${part(left, 0, leftPx, '#3b4351')}${part(right, leftPx, rightPx, GROUNDS[state])}</g></svg>\n`
  );
}

/** A text for XML. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
