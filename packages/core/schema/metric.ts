import { z } from "zod";

/** What a workload is judged by. The direction is data, never guessed from the name. */
export const metricSchema = z.strictObject({
  /** The key of the metric in a record's `metrics`. */
  name: z.string(),
  direction: z.enum(["min", "max"]),
  /** How people read it, e.g. "error rate" or "cross-entropy (nats per token)". */
  label: z.string(),
});
export type Metric = z.infer<typeof metricSchema>;

/** Whether a metric value meets a target: `≤` where less is better, `≥` where more is. */
export const meetsTarget = (direction: Metric["direction"], value: number, target: number): boolean =>
  direction === "min" ? value <= target : value >= target;
