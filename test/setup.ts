import fc from 'fast-check';
import { runs, SEED } from './random-runs';

fc.configureGlobal({ seed: SEED, numRuns: runs(100) });
