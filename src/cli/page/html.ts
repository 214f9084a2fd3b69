import { createHash } from 'node:crypto';
import { namespacedName } from '../../kubernetes';
import type { ApplicationView } from '../../observe';
import { statusDocument } from '../../observe';
import type { Place, StaticData } from '../../page';
import type { PageFiles } from './files';
import { rowOf } from './row';
import { pageJson } from './visible';

/**
 * The data of a page in one file.
 *
 * @param now the time of the data: date and time as in RFC 3339
 */
export function staticData(views: readonly ApplicationView[], place: Place, now: string): StaticData {
  return {
    overview: { revision: 0, now, place, mayPause: false, maySave: false, rows: views.map(rowOf) },
    details: Object.fromEntries(views.map((view) => [namespacedName(view), statusDocument(view)])),
  };
}

/** The page as one file, with its data inlined. It loads nothing, so it can be opened from a disk. */
export function pageHtml(data: StaticData, files: PageFiles): string {
  const script = files['app.js'].replaceAll('</script', '<\\/script');
  const style = files['app.css'];
  const icon = `data:image/svg+xml;base64,${Buffer.from(files['icon.svg']).toString('base64')}`;
  const policy = [
    "default-src 'none'",
    `script-src ${sourceOf(script)}`,
    `style-src ${sourceOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const parts: Readonly<Record<string, string>> = {
    '<meta charset="utf-8">': `<meta charset="utf-8"><meta http-equiv="content-security-policy" content="${policy}">`,
    '<link rel="icon" href="icon.svg">': `<link rel="icon" href="${icon}">`,
    '<link rel="stylesheet" href="app.css">': `<style>${style}</style>`,
    // a browser ends an inline script at "</script", so "<" is escaped in the JSON
    '<script src="app.js"></script>': `<script type="application/json" id="data">${pageJson(data).replaceAll('<', '\\u003c')}</script><script>${script}</script>`,
  };
  return Object.entries(parts).reduce((html, [part, inlined]) => {
    if (!html.includes(part)) throw new Error(`index.html has no ${part}`);
    return html.replace(part, () => inlined);
  }, files['index.html']);
}

/** The source expression of an inline script or style in a Content-Security-Policy. */
function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
