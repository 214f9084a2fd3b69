import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Names that distributions give it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Set-up of the vitest project `browser`: says in one line why its tests are skipped, where they are. */
export default function setup(): void {
  if (findChromium() !== undefined) return;
  process.stderr.write(`browser tests skipped: no chromium in PATH, and FLUXAPP_CHROMIUM names none\n`);
}

/** The Chromium of this machine: that which `FLUXAPP_CHROMIUM` names, or the first in `PATH`; undefined: there is none. */
export function findChromium(): string | undefined {
  const { FLUXAPP_CHROMIUM, PATH = '' } = process.env;
  if (FLUXAPP_CHROMIUM) return FLUXAPP_CHROMIUM;
  const places = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return places.find((place) => existsSync(place));
}
