import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the compiler makes of `export { name } from './module';`. */
const GETTER =
  /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.(\w+); \} \}\);$/gm;

/**
 * Makes what modules export again plain properties instead of getters: every call through the door of a folder would pass
 * one, which took a tenth of the time of synthesis. Nothing that is exported changes later, and no modules import each other
 * in a circle.
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
