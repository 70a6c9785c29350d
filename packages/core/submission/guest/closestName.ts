/** A name without what people spell differently: `weight_decay` and `weightDecay` are the same to it. */
const plain = (name: string): string => name.replace(/_/g, "").toLowerCase();
/** `lr` of `learning_rate` and of `learningRate`. */
const initials = (name: string): string =>
  name
    .split(/_|(?=[A-Z])/)
    .map(([first = ""]) => first)
    .join("")
    .toLowerCase();

/** Insertions, deletions and substitutions from one word to another (Levenshtein 1966). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  [...from].forEach((letter, i) => {
    const next = [i + 1];
    [...to].forEach((other, j) => {
      const substituted = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    });
    row = next;
  });
  return row.at(-1) ?? 0;
}

/** Of some names the one that somebody may have meant, or null: more than half of it would have to change. */
export function closestName(name: string, known: readonly string[]): string | null {
  const apart = (other: string): number =>
    initials(other) === plain(name) || initials(name) === plain(other)
      ? 0
      : distance(plain(name), plain(other));
  const [closest] = known
    .map((other) => ({ other, by: apart(other), length: Math.max(name.length, other.length) }))
    .filter(({ by, length }) => by <= length / 2)
    .sort((a, b) => a.by - b.by);
  return closest?.other ?? null;
}

/** " (did you mean `x`?)", or nothing. */
export const suggestion = (name: string, known: readonly string[]): string => {
  const closest = closestName(name, known);
  return closest === null ? "" : ` (did you mean \`${closest}\`?)`;
};
