import { writeFileSync } from 'node:fs';
import { valuesCases } from './cases';
import { askOracle } from './go';
import { formatGolden, GOLDEN_FILE } from './golden';

const cases = valuesCases();
writeFileSync(GOLDEN_FILE, formatGolden(cases, askOracle(cases)));
