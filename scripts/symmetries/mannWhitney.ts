/**
 * The two-sided p-value of the Mann–Whitney U test that two samples are of one distribution: by the normal approximation with mid-ranks, a correction
 * of the variance for ties, and one for continuity (Mann & Whitney 1947; scipy's `mannwhitneyu` with method "asymptotic"). ∞ is a value.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b].sort((x, y) => (x === y ? 0 : x - y));
  const count = all.length;
  const rankOf = new Map<number, number>();
  let ties = 0;
  for (let start = 0; start < count; ) {
    let end = start;
    while (end < count && all[end] === all[start]) end++;
    rankOf.set(all[start] as number, (start + 1 + end) / 2);
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  const rankSum = a.reduce((sum, value) => sum + (rankOf.get(value) as number), 0);
  const excess = Math.abs(rankSum - (a.length * (count + 1)) / 2);
  const variance = ((a.length * b.length) / 12) * (count + 1 - ties / (count * (count - 1)));
  return variance > 0 ? Math.min(1, twoTails(Math.max(0, excess - 0.5) / Math.sqrt(variance))) : 1;
}

/** The probability that a normal number is farther from 0 than z: erfc(z / √2), to 1.5 · 10⁻⁷ (Abramowitz & Stegun, 7.1.26). */
function twoTails(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return series * Math.exp(-x * x);
}
