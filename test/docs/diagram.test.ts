import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagram, fileOf, PALETTES } from '../../demo/diagram';

test.each(Object.entries(PALETTES))(
  'the %s picture of the README is what npm run demo:diagram draws',
  (scheme, palette) => {
    expect(readFileSync(join(__dirname, '../..', fileOf(scheme)), 'utf8')).toBe(diagram(palette));
  },
);
