/**
 * r = time / fastest time of that workload (Dolan & Moré 2002); ∞ where the target was not reached. The fastest has
 * ratio 1 even where its time is 0.
 */
export function performanceRatio(time: number, fastest: number): number {
  if (time === Number.POSITIVE_INFINITY) return time;
  return time === fastest ? 1 : time / fastest;
}

/** ρ jumps to `rho` at `tau` and stays there up to the next step. */
export interface ProfileStep {
  readonly tau: number;
  readonly rho: number;
}

/**
 * Dolan & Moré's (2002) performance profile of one submission: ρ(τ) = the share of workloads that it trains within
 * τ × the fastest time. A step function, given by its steps with τ ≤ r_max; below the first step ρ is 0.
 */
export function performanceProfile(ratios: readonly number[], rMax: number): ProfileStep[] {
  const reached = ratios.filter((ratio) => ratio <= rMax).sort((a, b) => a - b);
  return reached.flatMap((tau, i) => (reached[i + 1] === tau ? [] : [{ tau, rho: (i + 1) / ratios.length }]));
}

/** ρ(τ) of a profile. */
export function rhoAt(profile: readonly ProfileStep[], tau: number): number {
  return profile.findLast((step) => step.tau <= tau)?.rho ?? 0;
}

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

/** The least of `times[start]` … `times[start + length − 1]`; ∞ of none. */
export function fastestOf(times: Float64Array, start: number, length: number): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = start; i < start + length; i++) {
    const time = times[i] as number;
    if (time < fastest) fastest = time;
  }
  return fastest;
}
