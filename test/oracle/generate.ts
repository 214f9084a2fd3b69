import { writeFileSync } from 'node:fs';
import { valuesCases } from './cases';
import { documentedCopies, formatReleasesGolden, RELEASES_GOLDEN_FILE } from './documented-copies';
import { askOracle } from './go';
import { formatGolden, GOLDEN_FILE } from './golden';
import { kstatusCases } from './kstatus-cases';
import { formatKstatusGolden, KSTATUS_GOLDEN_FILE } from './kstatus-golden';
import { valuesFromCases } from './values-from-cases';
import { formatValuesFromGolden, VALUES_FROM_GOLDEN_FILE } from './values-from-golden';

const cases = valuesCases();
writeFileSync(GOLDEN_FILE, formatGolden(cases, askOracle(cases)));
const fromCases = valuesFromCases();
writeFileSync(VALUES_FROM_GOLDEN_FILE, formatValuesFromGolden(fromCases, askOracle(fromCases)));
const objects = kstatusCases();
writeFileSync(KSTATUS_GOLDEN_FILE, formatKstatusGolden(objects, askOracle(objects)));
const copies = documentedCopies();
writeFileSync(RELEASES_GOLDEN_FILE, formatReleasesGolden(copies, askOracle(copies.map(({ asked }) => asked))));
