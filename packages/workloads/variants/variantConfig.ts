import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";

/** A variant's card has the id `<base>_<name>`. */
export const variantName = ({ id, variantOf }: Pick<WorkloadCard, "id" | "variantOf">): string => {
  if (variantOf === null || !id.startsWith(`${variantOf}_`)) throw new Error(`${id} is no variant`);
  return id.slice(variantOf.length + 1);
};

/** The standard configuration with the patch that a variant's card names. */
export function variantConfig<Config extends object>(
  standard: Config,
  patches: Readonly<Record<string, Partial<Config>>>,
  of: WorkloadCard,
): Config {
  const patch = patches[variantName(of)];
  if (patch === undefined) throw new Error(`${of.variantOf} has no variant for ${of.id}`);
  return { ...standard, ...patch };
}
