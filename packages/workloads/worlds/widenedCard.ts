import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";

/** A card with the parameters that a model of another width has; the card itself where they are the same. */
export function widenedCard(
  card: WorkloadCard,
  { parameterSpecs }: Pick<Workload, "parameterSpecs">,
): WorkloadCard {
  const sizes = parameterSpecs.map(({ shape }) => shape.reduce((product, length) => product * length, 1));
  const parameterCount = sizes.reduce((sum, size) => sum + size, 0);
  if (parameterCount === card.model.parameterCount) return card;
  return { ...card, model: { ...card.model, parameterCount } };
}
