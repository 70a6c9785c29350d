import type { PricedKind, PricedOptions } from "../sandbox/problem.ts";
import { priceOf, type WorkloadPrices } from "../schema/priceList.ts";
import type { LoadedWorkload } from "../workload/workload.ts";

interface PricedPass {
  readonly kind: PricedKind;
  /** Training examples of the batch, and whether its tensors are there. */
  readonly indices: Int32Array;
  readonly isMade: boolean;
  readonly options: PricedOptions;
}

/** Reference nanoseconds of a pass through the model. */
export function passPrice(
  prices: WorkloadPrices,
  loaded: Pick<LoadedWorkload, "units" | "dropping">,
  { kind, indices, isMade, options }: PricedPass,
): number {
  const { dropout, labels, perturbs, keep, feedback } = options;
  const unitsOf = (some: Int32Array) => ({ examples: some.length, ...loaded.units?.(some) });
  const units = unitsOf(indices);
  const gradient = (count: number) => priceOf(prices.gradient, unitsOf(indices.subarray(0, count)));
  const forward = priceOf(prices.loss, units);
  let nanoseconds = keep
    ? partsPrice(keep, loaded.dropping?.shares ?? [], { forward, gradient, examples: indices.length })
    : priceOf(kind === "loss" ? prices.loss : prices.gradient, units);
  if (dropout) nanoseconds += priceOf(prices.dropout, units);
  // Masks are drawn for the whole batch, forward and again on the way back.
  if (dropout && keep) nanoseconds += priceOf(prices.dropout, units);
  // Back through the first layer to the inputs, which no other gradient goes: at most what it takes forward.
  if (perturbs) nanoseconds += forward;
  // Every layer's product again, with the weights that slopes go back through.
  if (feedback) nanoseconds += forward;
  if (labels !== "given") nanoseconds += priceOf(prices[`${labels}Labels`], units);
  if (kind === "product") nanoseconds = Math.round(nanoseconds * prices.product);
  return isMade ? nanoseconds : nanoseconds + priceOf(prices.batch, units);
}

interface WholePass {
  readonly forward: number;
  readonly examples: number;
  gradient(examples: number): number;
}

/** A block that drops examples goes forward with all, and with those that are left forward again and backward; any other has its share of the whole gradient. */
function partsPrice(
  keep: readonly number[],
  shares: readonly number[],
  { forward, examples, gradient }: WholePass,
): number {
  const each = shares.map((share, block) => {
    const count = keep[block] ?? examples;
    return share * (count < examples ? forward + gradient(count) : gradient(examples));
  });
  return Math.round(each.reduce((sum, one) => sum + one, 0));
}
