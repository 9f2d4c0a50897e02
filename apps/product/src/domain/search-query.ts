const WORD = /[\p{L}\p{N}]+/gu;
const MOST_WORDS = 8;
const LONGEST_WORD = 40;

/** The words of what a customer typed, in lower case, each once. */
export function searchWords(typed: string): string[] {
  const words = typed.toLowerCase().match(WORD) ?? [];
  return [...new Set(words)].map((word) => word.slice(0, LONGEST_WORD)).slice(0, MOST_WORDS);
}

/** For `to_tsquery`: every word must begin some word of the product. Letters and digits only, so nothing of the query's own syntax gets in. */
export function prefixQuery(words: readonly string[]): string {
  return words.map((word) => `${word}:*`).join(' & ');
}

/** How many letters may be wrong. */
function tolerance(word: string): number {
  if (word.length < 4) return 0;
  return word.length < 8 ? 1 : 2;
}

/**
 * Each word that the shop does not know, put right by the closest one that it knows. `undefined` when nothing is close
 * enough, so that a search without result stays one.
 */
export function correctWords(words: readonly string[], known: readonly string[]): string[] | undefined {
  const corrected: string[] = [];
  for (const word of words) {
    const match = known.some((other) => other.startsWith(word)) ? word : closest(word, known);
    if (match === undefined) return undefined;
    corrected.push(match);
  }
  return corrected.some((word, index) => word !== words[index]) ? corrected : undefined;
}

function closest(word: string, known: readonly string[]): string | undefined {
  const limit = tolerance(word);
  let best: { word: string; away: number } | undefined;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const away = distance(word, candidate);
    if (away <= limit && (best === undefined || away < best.away)) best = { word: candidate, away };
  }
  return best?.word;
}

/** Letters to insert, drop, change or swap with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
