import { UserError } from "@steepest/base/userError.ts";
import type { Metric } from "@steepest/core/schema/metric.ts";
import { priceOf } from "@steepest/core/schema/priceList.ts";
import { type WorkloadCard, workloadIdSchema } from "@steepest/core/schema/workloadCard.ts";
import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { z } from "zod";
import { priceListOf } from "../priceLists.ts";
import { type WorldOptions, world } from "../worlds/world.ts";
import { worldCard } from "../worlds/worldCard.ts";
import { derivedPrices } from "../worlds/worldPrices.ts";
import type { OwnWorkload } from "./ownWorkloads.ts";

/** A workload in one file: data, model, loss, metric, and the value of the metric that counts as reached. */
export interface OwnWorkloadOptions extends Pick<WorldOptions, "data" | "losses" | "judge" | "logits"> {
  /** Lower-case letters, digits and underscores; none of the catalogue's. */
  readonly id: string;
  readonly title: string;
  readonly summary?: string;
  /** One of the scalars that `judge` gives: what is compared with the target. */
  readonly metric: Pick<Metric, "name" | "direction"> & {
    readonly label?: string;
    /** Values that are possible; by default 0 to 1 where more is better, and from 0 where less is. */
    readonly range?: Metric["range"];
  };
  /** The validation value that a trial is to reach. */
  readonly target: number;
  /** Steps within which it should be: what schedules run over (`ctx.stepHint`). */
  readonly steps: number;
  readonly batchSize: { readonly default: number; readonly max?: number };
  readonly parameters: readonly ParameterSpec[];
  /** Of one forward pass for an example. By default the number of parameters, which is right for dense layers. */
  readonly multiplications?: number;
  /** Reference seconds of a trial under `external`; `self` has three times that. By default what thrice the steps cost. */
  readonly budgetSeconds?: number;
}

const sizeOf = ({ shape }: ParameterSpec) => shape.reduce((product, length) => product * length, 1);

/** Says in the card that nobody set this target by the catalogue's procedure. */
const ownTarget = "none: the workload's own file says it";

/** The class whose prices a default budget is counted in. */
const budgetClass = "cpu-wasm";

function defaultBudget(multiplications: number, examples: number, steps: number): number {
  const list = priceListOf(budgetClass);
  if (list === null) throw new Error(`${budgetClass} has no price list`);
  const { gradient, batch } = derivedPrices(list, multiplications);
  const nanoseconds = priceOf(gradient, { examples }) + priceOf(batch, { examples });
  return (3 * steps * nanoseconds) / 1e9;
}

function cardOf(options: OwnWorkloadOptions, parameters: number, multiplications: number): WorkloadCard {
  const { id, title, summary = title, metric, target, steps, batchSize } = options;
  const { name, direction, label = name } = metric;
  const range = metric.range ?? (direction === "max" ? { min: 0, max: 1 } : { min: 0, max: null });
  const own = worldCard({
    id,
    title,
    summary,
    data: "the user's own",
    // Known once it is loaded; nothing asks before.
    examples: { train: 0, validation: 0, test: 0 },
    model: "the user's own",
    parameters,
    loss: { type: options.logits === undefined ? "own" : "softmax_cross_entropy", label: "loss" },
    metric: { name, direction, label, range },
    batch: batchSize.default,
    mark: target,
    steps,
  });
  const budget = options.budgetSeconds ?? defaultBudget(multiplications, batchSize.default, steps);
  return {
    ...own,
    batchSize: { default: batchSize.default, max: batchSize.max ?? batchSize.default },
    target: {
      ...own.target,
      budgetSeconds: { [budgetClass]: budget },
      provenance: { ...own.target.provenance, procedure: ownTarget, command: ownTarget },
    },
  };
}

const optionsSchema = z.looseObject({
  id: workloadIdSchema,
  title: z.string().min(1),
  metric: z.looseObject({ name: z.string().min(1), direction: z.enum(["min", "max"]) }),
  target: z.number(),
  steps: z.int().positive(),
  batchSize: z.looseObject({ default: z.int().positive(), max: z.int().positive().optional() }),
  parameters: z
    .array(z.looseObject({ name: z.string(), kind: z.string(), shape: z.array(z.int().positive()) }))
    .min(1),
  multiplications: z.number().positive().optional(),
  budgetSeconds: z.number().positive().optional(),
  data: z.function(),
  losses: z.function(),
  judge: z.function(),
});

function checkOptions(options: OwnWorkloadOptions): void {
  const { error } = optionsSchema.safeParse(options);
  if (error === undefined) return;
  throw new UserError({
    code: "workload-invalid",
    what: `The workload ${JSON.stringify(options?.id ?? "without an id")} cannot be built.`,
    details: error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"),
    solution: 'docs/workloads.md shows a whole one, under "A workload of your own".',
  });
}

/**
 * A workload of one's own, to be the default export of a file that `steepest run --workload ./FILE` trains. Its card says that target and data are the
 * user's; no board takes its records. Prices are derived from mnist_mlp's by the multiplications, so that times compare submissions with each
 * other on this workload, on whatever machine, and with nothing else.
 */
export function defineWorkload(options: OwnWorkloadOptions): OwnWorkload {
  checkOptions(options);
  const { parameters, data, losses, judge, logits } = options;
  const parameterCount = parameters.reduce((total, spec) => total + sizeOf(spec), 0);
  const multiplications = options.multiplications ?? parameterCount;
  return {
    workload: world({
      card: cardOf(options, parameterCount, multiplications),
      parameterSpecs: parameters,
      data,
      losses,
      judge,
      ...(logits === undefined ? {} : { logits }),
    }),
    multiplications,
  };
}
