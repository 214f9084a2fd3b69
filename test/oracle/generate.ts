import { writeFileSync } from 'node:fs';
import { valuesCases } from './cases';
import { askOracle } from './go';
import { formatGolden, GOLDEN_FILE } from './golden';
import { valuesFromCases } from './values-from-cases';
import { formatValuesFromGolden, VALUES_FROM_GOLDEN_FILE } from './values-from-golden';

const cases = valuesCases();
writeFileSync(GOLDEN_FILE, formatGolden(cases, askOracle(cases)));
const fromCases = valuesFromCases();
writeFileSync(VALUES_FROM_GOLDEN_FILE, formatValuesFromGolden(fromCases, askOracle(fromCases)));
