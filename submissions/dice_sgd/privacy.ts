/** What was done to a training set. */
export interface Spent {
  /** C₁, C₂ and G: no gradient is longer than G, none that is released than C₁, no error that is fed back than C₂. */
  readonly clip: number;
  readonly clipError: number;
  readonly bound: number;
  /** σ, of every parameter. */
  readonly noise: number;
  readonly delta: number;
  /** Examples that share one clipped gradient. */
  readonly group: number;
  readonly batch: number;
  readonly trainingSet: number;
  readonly steps: number;
}

/**
 * Σ over the steps of the square of how far v can move when one example is replaced by another. Every example is used once an epoch, so that no luck of the draw is counted on.
 *
 * In the step that uses it, the mean of clipped gradients moves by a = 2C₁/B at most. Clipping leaves a rest of G − C₁ at most; where that is at most C₂ the error is fed back in whole in the next
 * step (‖e‖ ≤ G − C₁ ≤ C₂ from step to step) and moves it by b = 2(G − C₁)/B; else what one example left may come back at any time, by 2C₂ at most.
 */
function squaredSensitivity({ clip, clipError, bound, group, batch, trainingSet, steps }: Spent): number {
  const uses = Math.ceil((steps * batch) / trainingSet);
  const [most, rest] = [Math.min(clip, bound), Math.max(0, bound - clip)];
  const a = (2 * group * most) / batch;
  const b = (2 * group * rest) / batch;
  // The same example in two steps one after the other: last of one epoch and first of the next; in every step, where an epoch is one.
  const pairs = trainingSet < 2 * batch ? uses - 1 : Math.floor(uses / 2);
  if (rest <= clipError) return uses * (a * a + b * b) + pairs * 2 * a * b;
  return uses * (a + 2 * clipError) ** 2 + Math.max(0, steps - uses) * (2 * clipError) ** 2;
}

/**
 * The least ε for which all steps together are (ε, δ)-differentially private, if any single example were another: the Rényi divergence of order α of a step is α·(sensitivity)²/2σ², those of steps
 * add up to αρ, whatever the hidden error is (a mixture's divergence is at most the worst of its parts'), and ε = min over α of αρ + ln(1/δ)/(α − 1) = ρ + 2√(ρ ln(1/δ)).
 * Mironov 2017, arXiv 1702.07476, propositions 1, 3 and 7. Zhang et al. 2024 count on random batches as well, which ours are not.
 */
export function epsilonOf(spent: Spent): number {
  const rho = squaredSensitivity(spent) / (2 * spent.noise ** 2);
  return rho + 2 * Math.sqrt(rho * Math.log(1 / spent.delta));
}
