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
