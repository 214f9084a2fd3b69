import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type StoredChart, withRevision } from '../../../change';
import { digest } from '../../../json';
import { type Helm, once } from './helm';

/** Charts in folders, for Helm to render. */
export class ChartFolders {
  private readonly written = new Map<string, Promise<string>>();
  private readonly revised = new Map<string, Promise<string>>();

  constructor(private readonly helm: Helm) {}

  /** A folder with the chart of a stored release. Equal charts are written once. */
  ofStored({ files }: StoredChart): Promise<string> {
    const id = digest([...files]);
    return once(this.written, id, async () => {
      const folder = await this.helm.newFolder();
      for (const [path, { content, encoding }] of files) {
        const file = join(folder, path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content, encoding);
      }
      return folder;
    });
  }

  /** The lines of templates that depend on the cluster or the time, and what they use. */
  async asking(folder: string): Promise<{ readonly line: string; readonly name: string }[]> {
    const lines = (await templatesOf(folder)).flatMap(([, text]) => text.split('\n').map((line) => line.trim()));
    return lines.flatMap((line) => {
      const name = line.includes('{{') ? ASKING.exec(line)?.[1] : undefined;
      return name === undefined ? [] : [{ line, name }];
    });
  }

  /** The folder of the chart for rendering at a revision; a different one if a template uses the revision. */
  atRevision(folder: string, revision: number): Promise<string> {
    return once(this.revised, JSON.stringify([folder, revision]), async () => {
      const changed = (await templatesOf(folder)).filter(([, text]) => withRevision(text, revision) !== text);
      if (changed.length === 0) return folder;
      const copy = await this.helm.newFolder();
      await cp(folder, copy, { recursive: true });
      for (const [path, text] of changed) await writeFile(join(copy, path), withRevision(text, revision));
      return copy;
    });
  }
}

/** Functions and objects whose values depend on the cluster or the day. */
const ASKING = /\b(lookup|HelmVersion|now|ago)\b/;

async function templatesOf(folder: string): Promise<(readonly [path: string, text: string])[]> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => TEMPLATE.test(path));
  return Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const));
}

/** Templates of the chart, and of its subcharts. */
const TEMPLATE = /(?:^|\/)templates\/.*\.(?:ya?ml|tpl|txt|json)$/;
