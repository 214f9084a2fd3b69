import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The names of the program in distributions. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The set-up of the vitest project `browser`: prints one line if its tests are skipped. */
export default function setup(): void {
  if (findChromium() !== undefined) return;
  process.stderr.write(`browser tests skipped: no chromium in PATH, and FLUXAPP_CHROMIUM names none\n`);
}

/** The Chromium of this machine: the one in `FLUXAPP_CHROMIUM`, or the first in `PATH`; undefined if there is none. */
export function findChromium(): string | undefined {
  const { FLUXAPP_CHROMIUM, PATH = '' } = process.env;
  if (FLUXAPP_CHROMIUM) return FLUXAPP_CHROMIUM;
  const places = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return places.find((place) => existsSync(place));
}
