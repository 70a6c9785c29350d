import { checkedOptions, fraction, listOf, nonNegative, positive } from "../checkedOptions.ts";
import type { Schedule } from "./schedule.ts";

export interface RefinedScheduleOptions {
  /** Highest value. */
  readonly peak: number;
  /** Gradient norms of an earlier run, evenly spaced over it, as many as you like (ℓ₂ for SGD, ℓ₁ for Adam). */
  readonly norms: readonly number[];
  /** Width of the median filter as a fraction of the run. */
  readonly smoothing?: number | undefined;
  /** wₜ = Gₜ to minus this: 2 for SGD (ℓ₂ norms), 1 for Adam (ℓ₁ norms). */
  readonly power?: number | undefined;
}

/** Median over a window of so many neighbours on either side, cut off at the ends. */
function medianFilter(values: readonly number[], reach: number): number[] {
  return values.map((_, i) => {
    const window = values.slice(Math.max(0, i - reach), i + reach + 1).sort((a, b) => a - b);
    const middle = (window.length - 1) / 2;
    return ((window[Math.floor(middle)] ?? 0) + (window[Math.ceil(middle)] ?? 0)) / 2;
  });
}

/**
 * The schedule that is optimal for gradient norms Gₜ as they were seen: wₜ = Gₜ⁻² (Adam: Gₜ⁻¹), ηₜ ∝ wₜ·Σₚ₌ₜ₊₁ wₚ, scaled to a highest value of `peak`.
 * Constant norms give linear decay; norms that fall give a warmup, norms that rise a faster decay.
 * Defazio et al. 2023, arXiv 2310.07831, algorithm 1.
 */
export function refinedSchedule(options: RefinedScheduleOptions): Schedule {
  const { peak, norms, smoothing, power } = checkedOptions("refinedSchedule", options, {
    peak: [nonNegative],
    norms: [listOf(positive)],
    smoothing: [fraction, 0.1],
    power: [nonNegative, 2],
  });
  const weights = medianFilter(norms, Math.round((smoothing * norms.length) / 2)).map(
    (norm) => norm ** -power,
  );
  // The point after the last step, whose norm nobody has seen, counts as the last one.
  let after = weights.at(-1) ?? 0;
  const shape = weights
    .map((_, i) => weights[weights.length - 1 - i] ?? 0)
    .map((weight) => {
      const value = weight * after;
      after += weight;
      return value;
    })
    .reverse();
  const highest = Math.max(...shape);
  return ({ step, stepHint }) => {
    // `withWarmup` asks for a step 0.
    const place = Math.floor((Math.max(0, step - 1) / Math.max(1, stepHint)) * shape.length);
    return highest > 0 ? (peak * (shape[Math.min(shape.length - 1, place)] ?? 0)) / highest : peak;
  };
}
