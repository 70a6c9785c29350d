import type { Metric } from "../../schema/metric.ts";

type Direction = Metric["direction"];

/**
 * Metrics whose direction their definition fixes: those that AlgoPerf's scoring code lists (`MIN_EVAL_METRICS`, `MAX_EVAL_METRICS`),
 * `ppl` of its v0.6 targets, and rates of errors and hits of the same kind. A name counts as a whole: `accuracy_loss` is none of them.
 */
export const metricDirections: ReadonlyMap<string, Direction> = new Map([
  ...minimized([
    "loss",
    "ce_loss",
    "ctc_loss",
    "l1_loss",
    "mse",
    "mae",
    "rmse",
    "nll",
    "error",
    "error_rate",
  ]),
  ...minimized(["wer", "cer", "ter", "ppl", "perplexity"]),
  ...maximized(["accuracy", "ssim", "psnr", "bleu", "rouge", "mean_average_precision", "f1", "auc"]),
]);

function minimized(names: readonly string[]): [string, Direction][] {
  return names.map((name) => [name, "min"]);
}

function maximized(names: readonly string[]): [string, Direction][] {
  return names.map((name) => [name, "max"]);
}
