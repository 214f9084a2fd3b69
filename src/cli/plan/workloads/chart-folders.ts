import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type StoredChart, withRevision } from '../../../change';
import { digest } from '../../../json';
import { type Helm, once } from './helm';

/** Charts in folders, as Helm renders them. */
export class ChartFolders {
  private readonly written = new Map<string, Promise<string>>();
  private readonly revised = new Map<string, Promise<string>>();

  constructor(private readonly helm: Helm) {}

  /** A folder with the chart of a stored release. The same chart is written once. */
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

  /** The folder of the chart as it is rendered at a revision; another one where a template asks for that. */
  atRevision(folder: string, revision: number): Promise<string> {
    return once(this.revised, JSON.stringify([folder, revision]), async () => {
      const templates = (await readdir(folder, { recursive: true })).filter((path) => TEMPLATE.test(path));
      const texts = await Promise.all(templates.map(async (path) => [path, await textOf(join(folder, path))] as const));
      const changed = texts.filter(([, text]) => withRevision(text, revision) !== text);
      if (changed.length === 0) return folder;
      const copy = await this.helm.newFolder();
      await cp(folder, copy, { recursive: true });
      for (const [path, text] of changed) await writeFile(join(copy, path), withRevision(text, revision));
      return copy;
    });
  }
}

/** Templates of the chart, and of the charts in it. */
const TEMPLATE = /(?:^|\/)templates\/.*\.(?:ya?ml|tpl|txt|json)$/;

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8');
}
