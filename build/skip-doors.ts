import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** `import type { A, type B as C } from './x';` and the same with `export`. */
const STATEMENT = /^(import|export)( type)? \{([^}]*)\} from '(\.[^']*)';$/gm;

/** The declaration of a name: the file, without its extension, and the name in it. */
interface Origin {
  readonly file: string;
  readonly name: string;
}

/**
 * Makes the types of a build refer directly to the files that declare them, instead of the index of a folder. An index
 * refers to all of its folder, including types of optional packages that may not be installed.
 */
export function skipDoors(lib: string): void {
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.d.ts'));
  const texts = new Map(files.map((path) => [path.slice(0, -'.d.ts'.length), readFileSync(join(lib, path), 'utf8')]));
  for (const [file, text] of texts) {
    const direct = text.replace(STATEMENT, (_, keyword: string, type = '', names: string, target: string) =>
      namesIn(names)
        .map(({ name, alias, isType }) => {
          const origin = originOf(texts, resolve(lib, file, target), name);
          const as = origin.name === alias ? alias : `${origin.name} as ${alias}`;
          const path = relative(dirname(file), origin.file);
          return `${keyword}${type} { ${isType}${as} } from '${path.startsWith('.') ? path : `./${path}`}';`;
        })
        .join('\n'),
    );
    if (direct !== text) writeFileSync(join(lib, `${file}.d.ts`), direct);
  }
}

function namesIn(list: string) {
  return list.split(',').flatMap((entry) => {
    const [, isType = '', name, alias = name] = /^\s*(type )?(\w+)(?: as (\w+))?\s*$/.exec(entry) ?? [];
    return name === undefined ? [] : [{ isType, name, alias: alias as string }];
  });
}

function resolve(lib: string, from: string, target: string): string {
  const path = join(dirname(from), target);
  return existsSync(join(lib, `${path}.d.ts`)) ? path : join(path, 'index');
}

/** Follows re-exports to the declaration. */
function originOf(texts: ReadonlyMap<string, string>, file: string, name: string): Origin {
  for (const [, keyword, , names = '', target = ''] of (texts.get(file) ?? '').matchAll(STATEMENT)) {
    const found = keyword === 'export' && namesIn(names).find(({ alias }) => alias === name);
    if (!found) continue;
    const next = join(dirname(file), target);
    return originOf(texts, texts.has(next) ? next : join(next, 'index'), found.name);
  }
  return { file, name };
}
