import { styleText } from 'node:util';

/** The styles for highlighting. */
export type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'bold';

/**
 * A text with a style, if the stream is a terminal that shows colours. Node decides: FORCE_COLOR takes precedence;
 * NO_COLOR, NODE_DISABLE_COLORS and TERM=dumb switch colours off.
 */
export function paint(text: string, style: Style, stream: NodeJS.WritableStream): string {
  return styleText(style, text, { stream });
}
