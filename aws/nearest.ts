/** The known word that is nearest to a misspelt one, if any is near: two letters off at most, and not more than a third of it. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const most = Math.min(2, Math.floor(word.length / 3));
  let best: { word: string; distance: number } | undefined;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > most) continue;
    const distance = lettersOff(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= most && distance < (best?.distance ?? most + 1)) best = { word: candidate, distance };
  }
  return best?.word;
}

/** Levenshtein's distance: letters to put in, leave out or change. */
function lettersOff(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...right].entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
