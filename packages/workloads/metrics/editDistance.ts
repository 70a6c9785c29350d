/** The fewest insertions, deletions and substitutions that turn one sequence into the other (Levenshtein 1966). */
export function editDistance(from: ArrayLike<unknown>, to: ArrayLike<unknown>): number {
  // distances[j]: from the items of `from` so far to the first j of `to`.
  const distances = Int32Array.from({ length: to.length + 1 }, (_, count) => count);
  for (let i = 1; i <= from.length; i++) {
    let diagonal = distances[0] as number;
    distances[0] = i;
    for (let j = 1; j <= to.length; j++) {
      const above = distances[j] as number;
      const substituted = diagonal + (from[i - 1] === to[j - 1] ? 0 : 1);
      distances[j] = Math.min(substituted, above + 1, (distances[j - 1] as number) + 1);
      diagonal = above;
    }
  }
  return distances[to.length] as number;
}
