/** Workers that talk to one another. */
export interface Network {
  readonly edges: readonly (readonly [number, number])[];
  /** Communications in a unit of time, over all edges together; each worker takes a gradient in it. */
  readonly rate: number;
  /** χ₁: 1 over the smallest positive eigenvalue of the Laplacian whose edges weigh as much as they are used; 0 where nobody talks. */
  readonly chi1: number;
}

/**
 * Every edge is used as often as any other, and so often that χ₁χ₂ = ½, as the paper's theorem asks: χ₂ is half of the largest resistance of an edge. Of edges that share a rate of 1, a ring of n workers has
 * χ₁ = n/(2 − 2cos(2π/n)), the complete graph (n − 1)/2, and both (n − 1)/2 for χ₂; a rate divides them.
 */
export function networkOf(count: number, graph: string): Network {
  const workers = Array.from({ length: count }, (_, i) => i);
  const all = workers.flatMap((i) => workers.slice(i + 1).map((j) => [i, j] as const));
  if (all.length === 0) return { edges: [], rate: 0, chi1: 0 };
  const isRing = graph === "ring" && count > 2;
  const edges = isRing ? workers.map((i) => [i, (i + 1) % count] as const) : all;
  const chi1 = isRing ? count / (2 - 2 * Math.cos((2 * Math.PI) / count)) : (count - 1) / 2;
  const rate = Math.sqrt(2 * chi1 * ((count - 1) / 2));
  return { edges, rate, chi1: chi1 / rate };
}
