import { z } from "zod";

/** What a metric's values lie between, both ends included; `max` is null where there is no upper end. */
export const metricRangeSchema = z.strictObject({ min: z.number(), max: z.number().nullable() });
export type MetricRange = z.infer<typeof metricRangeSchema>;

/** What a workload is judged by. The direction is data, never guessed from the name. */
export const metricSchema = z.strictObject({
  /** The key of the metric in a record's `metrics`. */
  name: z.string(),
  direction: z.enum(["min", "max"]),
  /** How people read it, e.g. "error rate" or "cross-entropy (nats per token)". */
  label: z.string(),
  /** By the metric's definition: a value outside is no measurement of anything. */
  range: metricRangeSchema,
});
export type Metric = z.infer<typeof metricSchema>;

/** What decides whether a value counts; `range` is null where it is not known, as of other people's metrics. */
export interface Judgement {
  readonly direction: Metric["direction"];
  readonly range: MetricRange | null;
}

/** Whether a value is finite and can be one of the metric at all. */
export const isPossible = (range: MetricRange | null, value: number): boolean =>
  Number.isFinite(value) &&
  (range === null || (value >= range.min && (range.max === null || value <= range.max)));

/** Whether a metric value meets a target: `≤` where less is better, `≥` where more is. A value that the metric cannot have meets none. */
export const meetsTarget = ({ direction, range }: Judgement, value: number, target: number): boolean =>
  isPossible(range, value) && (direction === "min" ? value <= target : value >= target);

/** For people, e.g. "0 to 1", "0 or more". */
export const describeRange = ({ min, max }: MetricRange): string =>
  max === null ? `${min} or more` : `${min} to ${max}`.replaceAll("-", "−");
