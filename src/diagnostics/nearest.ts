import { closest, distance } from 'fastest-levenshtein';

/**
 * The one of the candidates that a typing error most likely meant, or `undefined` where none is near: at most a third
 * of the word wrong, and never more than three characters.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const sameLetters = candidates.find((candidate) => candidate.toLowerCase() === lower);
  if (sameLetters !== undefined) return sameLetters;
  const limit = Math.min(3, Math.ceil(word.length / 3));
  const ofSuchLength = candidates.filter((candidate) => Math.abs(candidate.length - word.length) <= limit);
  if (ofSuchLength.length === 0) return undefined;
  const best = closest(word, ofSuchLength);
  return distance(word, best) <= limit ? best : undefined;
}

/** `; did you mean "…"?`, or nothing where no candidate is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const best = nearest(word, candidates);
  return best === undefined ? '' : `; did you mean ${JSON.stringify(best)}?`;
}

/** How many names are offered at most. */
const FEW = 3;

/** The candidates that a typing error may have meant, the nearest first, and those that begin as the word does. */
export function nearestFew(word: string, candidates: readonly string[]): string[] {
  // two letters the wrong way round are two errors
  const limit = Math.min(3, Math.max(2, Math.ceil(word.length / 3)));
  const near = candidates
    .map((candidate) => ({ candidate, away: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ away }) => away <= limit)
    .sort((a, b) => a.away - b.away || (a.candidate < b.candidate ? -1 : 1))
    .map(({ candidate }) => candidate);
  const longer = candidates.filter((candidate) => candidate.startsWith(word)).sort();
  return [...new Set([...near, ...longer])].slice(0, FEW);
}
