import { type Batch, baseOptimizer, read, type SelectContext } from "steepest";

type Point = Readonly<
  Record<
    "threshold" | "start_factor" | "lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor",
    number
  >
>;

/** The places whose loss is at most `threshold` deviations above the mean. */
function withinDeviations(losses: Float32Array, threshold: number): number[] {
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const deviation = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / losses.length);
  return [...losses.keys()].filter((place) => (losses[place] ?? 0) - mean <= threshold * deviation);
}

/** The next batch without its outliers; all of it before the masking starts, and where losses are not finite. */
export async function withoutOutliers(ctx: SelectContext<null, Point>): Promise<Batch> {
  const { threshold, start_factor } = ctx.hyperparameters;
  const batch = ctx.next();
  if (ctx.step <= start_factor * ctx.stepHint) return batch;
  const [losses = new Float32Array()] = await read(ctx.perExampleLoss(ctx.params, batch));
  const places = withinDeviations(losses, threshold);
  return places.length === 0 || places.length === losses.length ? batch : ctx.take(batch, places);
}

/**
 * Z-score masking: examples whose loss stands out of their batch, such as those with a wrong label, do not take part in the step; here with SGD.
 * zᵢ = (ℓᵢ − mean ℓ)/std ℓ over the batch; g = the mean gradient of the examples with zᵢ ≤ τ, + λp, b ← μb + g, p ← p − ηb.
 *
 * `threshold` is τ (2), `start_factor` the part of the run without masking, while all losses are still alike, `lr` η (peak of the schedule),
 * `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it
 * η is constant. A forward pass more a step. Godin 2025, arXiv 2506.02154.
 */
export const zError = (hp: Point) => baseOptimizer({ ...hp, momentum: 1 - hp.one_minus_momentum });
