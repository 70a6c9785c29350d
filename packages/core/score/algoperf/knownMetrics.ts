import type { MetricRange } from "../../schema/metric.ts";

/** What a metric's definition fixes; `range` is null where values may lie anywhere. */
export interface KnownMetric {
  readonly direction: "min" | "max";
  readonly range: MetricRange | null;
}

const positive: MetricRange = { min: 0, max: null };
/** Shares, which some write in per cent. */
const share: MetricRange = { min: 0, max: 100 };

/**
 * Metrics whose direction their definition fixes: those that AlgoPerf's scoring code lists (`MIN_EVAL_METRICS`, `MAX_EVAL_METRICS`),
 * `ppl` of its v0.6 targets, and rates of errors and hits of the same kind. A name counts as a whole: `accuracy_loss` is none of them.
 */
export const knownMetrics: ReadonlyMap<string, KnownMetric> = new Map([
  // The likelihood of a density has no upper end, so its logarithm has no sign.
  ...known("min", null, ["loss", "nll"]),
  ...known("min", positive, ["ce_loss", "ctc_loss", "l1_loss", "mse", "mae", "rmse"]),
  // More insertions than there are words make more than 1.
  ...known("min", positive, ["error", "error_rate", "wer", "cer", "ter"]),
  ...known("min", { min: 1, max: null }, ["ppl", "perplexity"]),
  ...known("max", share, ["accuracy", "bleu", "rouge", "mean_average_precision", "f1", "auc"]),
  ...known("max", { min: -1, max: 1 }, ["ssim"]),
  ...known("max", null, ["psnr"]),
]);

function known(
  direction: KnownMetric["direction"],
  range: MetricRange | null,
  names: readonly string[],
): [string, KnownMetric][] {
  return names.map((name) => [name, { direction, range }]);
}
