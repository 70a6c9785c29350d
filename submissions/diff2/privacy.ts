import { epsilonOf } from "../dice_sgd/privacy.ts";

/** What was done to a training set. */
interface Spent {
  /** Every so many steps gradients are released, in between differences. */
  readonly period: number;
  /** σ₁ of gradients and σ₂ of differences: the noise of a sum of clipped ones over what they are clipped to. */
  readonly noise: number;
  readonly noise_difference: number;
  readonly delta: number;
  /** Examples that share one clipped gradient. */
  readonly examples: number;
  readonly batch: number;
  readonly trainingSet: number;
}

/**
 * The least ε for which all steps so far are (ε, δ)-differentially private, if any single example were another; null where something was released without noise. Such a change moves a sum of b clipped ones by 2 · `examples` · limit at
 * most, under noise of σ · limit: a divergence of (2 · `examples`/σ)²/2, whatever the limit. Every example is used once an epoch; whether in a gradient or in a difference is not known, so that it counts as what tells more, as often as
 * there was such a step. The sum is that of one release to the accountant of `dice_sgd`.
 */
export function epsilonAfter(steps: number, spent: Spent): number | null {
  const { period, noise, noise_difference: noiseOfDifference, delta, examples, batch, trainingSet } = spent;
  const gradients = Math.ceil(steps / period);
  const kinds = [
    { count: gradients, noise },
    { count: steps - gradients, noise: noiseOfDifference },
  ].toSorted((a, b) => a.noise - b.noise);
  let uses = Math.ceil((steps * batch) / trainingSet);
  let divergence = 0;
  for (const { count, noise: sigma } of kinds) {
    if (count === 0) continue;
    if (sigma === 0) return null;
    const told = Math.min(uses, count);
    divergence += (told * ((2 * examples) / sigma) ** 2) / 2;
    uses -= told;
  }
  const clip = Math.sqrt(divergence / 2);
  return epsilonOf({
    clip,
    clipError: 0,
    bound: clip,
    noise: 1,
    delta,
    group: 1,
    batch: 1,
    trainingSet: 2,
    steps: 1,
  });
}
