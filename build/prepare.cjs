'use strict';

/**
 * The `prepare` of package.json: builds lib/ after `npm ci` in a checkout, and where npm installs the package from Git. Where
 * the sources or the compiler are missing it says so and succeeds, so that `npm ci --omit=dev` and an image that installs from
 * package.json alone do too. It is plain JavaScript: what compiles the rest may not be there.
 */
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');

/** The part that is missing for a build; undefined if there is none. */
function missingPart() {
  if (!existsSync(join(root, 'src'))) return 'the sources are not here';
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const starts = existsSync(compiler) && spawnSync(process.execPath, [compiler, '--version']).status === 0;
  if (!starts || !existsSync(join(root, 'node_modules/tsx'))) {
    return 'the compiler is not installed; "npm ci && npm run build" builds it';
  }
  return undefined;
}

/** Whether another run of this script builds: prepack before npm packs, and the outer npm where one installs from Git. */
function isBuiltElsewhere({ npm_command: command, _PACOTE_NO_PREPARE_: isNested }) {
  return command === 'pack' || command === 'publish' || isNested !== undefined;
}

if (!isBuiltElsewhere(process.env)) {
  const missing = missingPart();
  if (missing === undefined) {
    const { status } = spawnSync('npm run build', { cwd: root, stdio: 'inherit', shell: true });
    process.exitCode = status ?? 1;
  } else {
    console.log(`lib/ is not built: ${missing}`);
  }
}
