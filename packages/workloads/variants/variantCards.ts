import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";

/** What the card of a held-out variant says that its base's does not. */
interface Variant {
  /** What is other than in the base, to be read after "with". */
  readonly change: string;
  readonly parameterCount: number;
  /** The content of `variants/<name>.json`. */
  readonly target: unknown;
}

/** The cards of a workload's held-out variants (AlgoPerf, arXiv 2306.07179, §4.3), by name; their ids are `<base>_<name>`. */
export const variantCards = (
  base: WorkloadCard,
  variants: Readonly<Record<string, Variant>>,
): readonly WorkloadCard[] =>
  Object.entries(variants).map(([name, { change, parameterCount, target }]) => ({
    ...base,
    id: `${base.id}_${name}`,
    title: `${base.title}: ${change}`,
    summary: `${base.summary} A held-out variant, with ${change}.`,
    variantOf: base.id,
    model: { description: `${base.model.description}; changed: ${change}`, parameterCount },
    target: workloadTargetSchema.parse(target),
  }));
