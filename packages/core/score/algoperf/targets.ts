import { UserError } from "@steepest/base/userError.ts";
import { z } from "zod";
import type { MetricRange } from "../../schema/metric.ts";
import { knownMetrics } from "./knownMetrics.ts";

const direction = z.enum(["min", "max"]);

const workloadSchema = z.object({
  target_metric_name: z.string().min(1),
  validation_target_value: z.number(),
  /** AlgoPerf states it from v0.6's scoring code on. */
  target_metric_goal: z.enum(["minimize", "maximize"]).optional(),
  /** The same in our words. */
  direction: direction.optional(),
});

const targetsSchema = z.object({
  base_workloads: z.array(z.string()).min(1),
  held_out_workloads: z.array(z.string()),
  workloads: z.record(z.string(), workloadSchema),
});

/** AlgoPerf's workloads with their targets: base workloads first, then held-out variants. */
export interface AlgoperfWorkload {
  readonly id: string;
  readonly variantOf: string | null;
  /** Of the validation split: the logs' column is `validation/<metric>`. */
  readonly metric: string;
  readonly direction: "min" | "max";
  /** What the metric's definition lets its values be; null where it is not known. */
  readonly range: MetricRange | null;
  readonly target: number;
}

/** Directions by metric, as a user states them beside the file. */
export type StatedDirections = ReadonlyMap<string, "min" | "max">;

/**
 * Reads the text of AlgoPerf's `workload_targets.json`. A metric's direction is what the file or `stated` says, else that of a metric known
 * by definition; where neither is there, or two statements disagree, it is refused. Throws UserError.
 */
export function readTargets(text: string, stated: StatedDirections = new Map()): AlgoperfWorkload[] {
  const parsed = targetsSchema.safeParse(parseJson(text));
  if (!parsed.success) throw notTargets(z.prettifyError(parsed.error), parsed.error);
  const { base_workloads: bases, held_out_workloads: heldOut, workloads } = parsed.data;
  const ids = [...bases, ...heldOut];
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw notTargets(`${twice} is listed twice`);
  const read = ids.map((id, i): AlgoperfWorkload => {
    const workload = Object.hasOwn(workloads, id) ? workloads[id] : undefined;
    if (!workload) throw notTargets(`\`workloads\` has no ${id}`);
    // A variant belongs to the first base workload whose name its own name contains.
    const base = i < bases.length ? null : bases.find((name) => id.includes(name));
    if (base === undefined) throw notTargets(`no base workload's name is part of the held-out ${id}`);
    const metric = validationMetric(id, workload.target_metric_name);
    return {
      id,
      variantOf: base,
      metric,
      direction: directionOf(id, metric, workload, stated),
      range: knownMetrics.get(metric)?.range ?? null,
      target: workload.validation_target_value,
    };
  });
  const metrics = new Set(read.map(({ metric }) => metric));
  for (const metric of stated.keys()) {
    if (metrics.has(metric)) continue;
    throw new UserError({
      code: "unknown-metric",
      what: `A direction is stated for ${metric}, but no target is on it.`,
      solution: `State directions of: ${[...metrics].join(", ")}.`,
    });
  }
  return read;
}

/** The metric's name without its split. Targets are on the validation split, which the rules know no exception from. */
function validationMetric(id: string, name: string): string {
  if (!name.includes("/")) return name;
  const [, metric] = /^validation\/([^/]+)$/.exec(name) ?? [];
  if (metric !== undefined) return metric;
  throw notTargets(
    `the target of ${id} is on ${name}; targets are on the validation split: name the metric alone`,
  );
}

function directionOf(
  id: string,
  metric: string,
  { direction: ours, target_metric_goal: goal }: z.output<typeof workloadSchema>,
  stated: StatedDirections,
): "min" | "max" {
  const goals = { minimize: "min", maximize: "max" } as const;
  const theirs = goal && goals[goal];
  const statements = [ours, theirs, stated.get(metric)].filter((value) => value !== undefined);
  const [first = knownMetrics.get(metric)?.direction, ...others] = statements;
  if (others.some((other) => other !== first)) {
    throw new UserError({
      code: "metric-direction",
      what: `The direction of ${metric}, the metric of ${id}, is stated as min and as max.`,
      details: "Both the targets file and --direction count as statements.",
      solution: `Leave one of them away, or make them agree.`,
    });
  }
  if (first !== undefined) return first;
  throw new UserError({
    code: "metric-direction",
    what: `Whether ${metric}, the metric of ${id}, is better when it is less or when it is more is not known.`,
    details: `Known without being told: ${[...knownMetrics.keys()].join(", ")}.`,
    solution: `Add --direction ${metric}=min or --direction ${metric}=max, or "direction": "min" to ${id} in the targets file.`,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw notTargets(error instanceof Error ? error.message : String(error), error);
  }
}

const notTargets = (details: string, cause?: unknown) =>
  new UserError(
    {
      code: "algoperf-targets",
      what: "The targets file is not AlgoPerf's workload targets.",
      details,
      solution:
        "Give a JSON file with `base_workloads`, `held_out_workloads` and `workloads` (name → target_metric_name, validation_target_value), such as algoperf-v05-workload-targets.json.",
    },
    { cause },
  );
