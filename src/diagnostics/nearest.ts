import { closest, distance } from 'fastest-levenshtein';

/**
 * The candidate that a typo most likely meant, or `undefined` if none is near: at most a third of the word differs, and
 * at most three characters.
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

/** `; did you mean "…"?`, or an empty string if no candidate is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const best = nearest(word, candidates);
  return best === undefined ? '' : `; did you mean ${JSON.stringify(best)}?`;
}

/** The maximum number of suggested names. */
const FEW = 3;

/** The candidates that a typo may have meant, the nearest first, and those with the word as a prefix. */
export function nearestFew(word: string, candidates: readonly string[]): string[] {
  // two transposed letters are two errors
  const limit = Math.min(3, Math.max(2, Math.ceil(word.length / 3)));
  const near = candidates
    .map((candidate) => ({ candidate, away: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ away }) => away <= limit)
    .sort((a, b) => a.away - b.away || (a.candidate < b.candidate ? -1 : 1))
    .map(({ candidate }) => candidate);
  const longer = candidates.filter((candidate) => candidate.startsWith(word)).sort();
  return [...new Set([...near, ...longer])].slice(0, FEW);
}
