import { z } from "zod";
import { UserError } from "../../schema/userError.ts";

const targetsSchema = z.object({
  base_workloads: z.array(z.string()).min(1),
  held_out_workloads: z.array(z.string()),
  workloads: z.record(
    z.string(),
    z.object({ target_metric_name: z.string(), validation_target_value: z.number() }),
  ),
});

/** AlgoPerf's workloads with their targets: base workloads first, then held-out variants. */
export interface AlgoperfWorkload {
  readonly id: string;
  readonly variantOf: string | null;
  readonly metric: string;
  readonly direction: "min" | "max";
  readonly target: number;
}

/** AlgoPerf states no direction; its scoring code minimizes these metrics and maximizes the rest. */
const minimized = new Set(["ce_loss", "error_rate", "ctc_loss", "wer", "l1_loss", "loss"]);

/** Reads the text of AlgoPerf's `workload_targets.json`. Throws UserError where it is none. */
export function readTargets(text: string): AlgoperfWorkload[] {
  const parsed = targetsSchema.safeParse(parseJson(text));
  if (!parsed.success) throw notTargets(z.prettifyError(parsed.error), parsed.error);
  const { base_workloads: bases, held_out_workloads: heldOut, workloads } = parsed.data;
  return [...bases, ...heldOut].map((id, i) => {
    const workload = workloads[id];
    if (!workload) throw notTargets(`\`workloads\` has no ${id}`);
    // A variant belongs to the first base workload whose name its own name contains.
    const base = i < bases.length ? null : bases.find((name) => id.includes(name));
    if (base === undefined) throw notTargets(`no base workload's name is part of the held-out ${id}`);
    const metric = workload.target_metric_name;
    const direction = minimized.has(metric) ? "min" : "max";
    return { id, variantOf: base, metric, direction, target: workload.validation_target_value };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
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
