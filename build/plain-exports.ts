import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The compiler's output for `export { name } from './module';`. */
const GETTER =
  /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.(\w+); \} \}\);$/gm;

/**
 * Turns re-exports from getters into plain properties: every call through the index of a folder would go through a
 * getter, which took a tenth of the time of synthesis. Exports never change later, and there are no import cycles.
 */
export function makeExportsPlain(lib: string): void {
  for (const path of readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.js')) continue;
    const file = join(lib, path);
    const text = readFileSync(file, 'utf8');
    const plain = text.replace(
      GETTER,
      (_, name: string, module: string, own: string) => `exports.${name} = ${module}.${own};`,
    );
    if (plain !== text) writeFileSync(file, plain);
  }
}
