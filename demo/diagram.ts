/** Draws the picture at the top of the README, in two color schemes: `npm run demo:diagram`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The maximum width of a README on GitHub. */
const WIDTH = 880;
const HEIGHT = 346;

interface Palette {
  readonly page: string;
  readonly card: string;
  readonly edge: string;
  readonly cluster: string;
  readonly clusterEdge: string;
  readonly name: string;
  readonly text: string;
  readonly line: string;
}

export const PALETTES: Readonly<Record<string, Palette>> = {
  light: {
    ...{ page: '#ffffff', card: '#f6f8fa', edge: '#8c959f', cluster: '#eaf6ee', clusterEdge: '#2f8f58' },
    ...{ name: '#1f2328', text: '#59636e', line: '#59636e' },
  },
  dark: {
    ...{ page: '#0d1117', card: '#161b22', edge: '#6e7681', cluster: '#12261b', clusterEdge: '#3fb950' },
    ...{ name: '#e6edf3', text: '#9da7b3', line: '#9da7b3' },
  },
};

const DESCRIPTION =
  'The code of an application, with its chart, values and clusters, is synthesized to plain YAML in Git. CI shows the ' +
  'plan of a pull request. Flux on the host fetches the YAML and the chart, and installs the chart on the host and, with a ' +
  'kubeconfig from a Secret for each, on the members eu-1 and us-1. fluxapp status shows the state of every cluster.';

type Kind = 'card' | 'cluster';

/** Left, top, width and height. */
type Place = readonly [number, number, number, number];

/** A box at a place, with a name and lines of text. */
function box(kind: Kind, [x, y, width, height]: Place, name: string, ...lines: readonly string[]): string {
  const texts = lines.map((line, index) => text(x, y + 46 + index * 20, line));
  const baseline = lines.length === 0 ? y + height / 2 + 5 : y + 25;
  const title = `<text class="name" x="${x + 14}" y="${baseline}">${name}</text>`;
  const outline = `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`;
  return [outline, title, ...texts].join('\n');
}

function text(x: number, y: number, line: string): string {
  return `<text x="${x + 14}" y="${y}">${line}</text>`;
}

/** One Flux object in the host, with the Secret that it needs. */
function delivery(y: number, name: string, secret?: string): string {
  const row = `<rect class="row" x="496" y="${y}" width="188" height="44" rx="6"/>`;
  const below = secret === undefined ? 'on the host itself' : `Secret ${secret}: kubeconfig`;
  return [row, `<text class="small" x="508" y="${y + 18}">HelmRelease ${name}</text>`, text(494, y + 35, below)].join(
    '\n',
  );
}

const arrow = (path: string, kind = 'line') => `<path class="${kind}" d="${path}"/>`;

const label = (x: number, y: number, words: string) => `<text class="label" x="${x}" y="${y}">${words}</text>`;

/** The picture. */
export function diagram(colors: Palette): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${DESCRIPTION}</title>`,
    '<style>',
    `text { font: 13px -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; fill: ${colors.text} }`,
    `.name { font-size: 15px; font-weight: 600; fill: ${colors.name} }`,
    `.small { font-weight: 600; fill: ${colors.name} }`,
    '.label { text-anchor: middle }',
    `.card { fill: ${colors.card}; stroke: ${colors.edge} }`,
    `.cluster { fill: ${colors.cluster}; stroke: ${colors.clusterEdge}; stroke-width: 1.5 }`,
    `.row { fill: ${colors.page}; stroke: ${colors.edge} }`,
    `.line { fill: none; stroke: ${colors.line}; stroke-width: 1.5; marker-end: url(#tip) }`,
    `.back { fill: none; stroke: ${colors.clusterEdge}; stroke-width: 1.5; stroke-dasharray: 6 4; marker-end: url(#back) }`,
    '</style>',
    marker('tip', colors.line),
    marker('back', colors.clusterEdge),
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${colors.page}"/>`,
    box('card', [12, 64, 160, 102], 'Your code', 'a chart, its values,', 'its clusters, and what', 'differs on each'),
    box('card', [252, 64, 160, 102], 'Git and CI', 'pull request: the plan', 'for every cluster', 'main: plain YAML'),
    box('card', [252, 206, 160, 68], 'Source', 'Helm, OCI, Git, Bucket'),
    box('cluster', [480, 20, 220, 266], 'Host cluster', 'Flux, and an object for', 'each cluster:'),
    delivery(110, 'host'),
    delivery(166, 'eu-1', 'eu-1'),
    delivery(222, 'us-1', 'us-1'),
    box('cluster', [758, 166, 110, 44], 'eu-1'),
    box('cluster', [758, 222, 110, 44], 'us-1'),
    label(813, 150, 'Members'),
    arrow('M172 115 H250'),
    label(211, 106, 'cdk8s'),
    label(211, 133, 'synth'),
    arrow('M412 115 H478'),
    label(445, 106, 'Flux'),
    label(445, 133, 'fetches'),
    arrow('M412 240 H478'),
    label(445, 231, 'Flux'),
    label(445, 258, 'fetches'),
    arrow('M684 188 H756'),
    arrow('M684 244 H756'),
    arrow('M590 286 V316 H92 V168', 'back'),
    label(341, 334, 'fluxapp status: the state of every cluster'),
    '</svg>',
    '',
  ].join('\n');
}

function marker(id: string, color: string): string {
  const tip = `<path d="M0 0 L10 5 L0 10 z" fill="${color}"/>`;
  const size = 'viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7"';
  return `<marker id="${id}" ${size} orient="auto">${tip}</marker>`;
}

/** The path of a picture in the repository. */
export const fileOf = (scheme: string) => `docs/images/overview-${scheme}.svg`;

if (require.main === module) {
  for (const [scheme, palette] of Object.entries(PALETTES))
    writeFileSync(join(__dirname, '..', fileOf(scheme)), diagram(palette));
}
