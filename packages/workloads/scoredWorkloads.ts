import { known } from "./cards.ts";

/**
 * Workloads as columns that a score takes: each with its base, where that is scored too. A held-out variant alone counts like any other workload, since there
 * is no base that it could hold back.
 */
export const scoredWorkloads = (
  ids: readonly string[],
): { readonly id: string; readonly variantOf: string | null }[] =>
  ids.map((id) => {
    const base = known.find((card) => card.id === id)?.variantOf ?? null;
    return { id, variantOf: base !== null && ids.includes(base) ? base : null };
  });
