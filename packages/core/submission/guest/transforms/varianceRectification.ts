/**
 * RAdam's factor rₖ for the adaptive step, or null while the variance of 1/√v̂ₖ is not tractable (ρₖ ≤ 5, as in the authors' code; the paper
 * says 4): ρ∞ = 2/(1−β₂) − 1, ρₖ = ρ∞ − 2kβ₂ᵏ/(1−β₂ᵏ), rₖ = √((ρₖ−4)(ρₖ−2)ρ∞ / ((ρ∞−4)(ρ∞−2)ρₖ)).
 * Liu et al. 2020, arXiv 1908.03265.
 */
export function varianceRectification(k: number, beta2: number): number | null {
  const rhoEnd = 2 / (1 - beta2) - 1;
  const rho = rhoEnd - (2 * k * beta2 ** k) / (1 - beta2 ** k);
  if (rho <= 5) return null;
  return Math.sqrt(((rho - 4) * (rho - 2) * rhoEnd) / ((rhoEnd - 4) * (rhoEnd - 2) * rho));
}
