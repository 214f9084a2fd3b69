import fc from 'fast-check';

// the same cases in every run: others are looked for by changing the seed, not by chance
fc.configureGlobal({ seed: 20 });
