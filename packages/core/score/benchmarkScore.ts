/**
 * How much of the score one workload gives at performance ratio r: the integral of its share of the profile. The
 * benchmark score is the mean of these credits over base workloads, since the integral is linear in ρ.
 */
export type Credit = (ratio: number, rMax: number) => number;

/**
 * The exact integral: 1/(r_max − 1) ∫₁^{r_max} [r ≤ τ] dτ = (r_max − r) / (r_max − 1) for r ≤ r_max, else 0.
 */
export const exactCredit: Credit = (ratio, rMax) => (ratio < rMax ? (rMax - ratio) / (rMax - 1) : 0);

/** Benchmark score of one submission, between 0 and 1, from its performance ratios on the base workloads. */
export function benchmarkScore(
  ratios: readonly number[],
  rMax: number,
  credit: Credit = exactCredit,
): number {
  let sum = 0;
  for (const ratio of ratios) sum += credit(ratio, rMax);
  return ratios.length === 0 ? 0 : sum / ratios.length;
}
