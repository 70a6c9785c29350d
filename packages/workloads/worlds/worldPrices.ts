import type { Price, PriceList, WorkloadPrices } from "@steepest/core/schema/priceList.ts";
import { ownWorkloads } from "../own/ownWorkloads.ts";
import { priceListOf } from "../priceLists.ts";
import { theory } from "./worldCards.ts";

/** What prices of small worlds are derived from, and the multiplications of its forward pass for an example: 784 · 128 + 128 · 10. */
const measured = { id: "mnist_mlp", multiplications: 101_632 } as const;

const stretched = ({ base, per }: Price, by: number): Price => ({
  base,
  per: Object.fromEntries(Object.entries(per).map(([unit, price]) => [unit, price * by])),
});

/** The prices of a model that multiplies `multiplications` times for an example: mnist_mlp's, with what they have per example in proportion. */
export function derivedPrices(list: PriceList, multiplications: number): WorkloadPrices {
  const prices = list.workloads[measured.id];
  if (prices === undefined) throw new Error(`there are no prices of ${measured.id} to derive others from`);
  const by = multiplications / measured.multiplications;
  const { batch, gradient, loss, dropout, sampledLabels, predictedLabels } = prices;
  return {
    batch: stretched(batch, by),
    gradient: stretched(gradient, by),
    loss: stretched(loss, by),
    dropout: stretched(dropout, by),
    sampledLabels: stretched(sampledLabels, by),
    predictedLabels: stretched(predictedLabels, by),
  };
}

/** A price list with the prices of small worlds and of users' own workloads, which are derived and not measured: ruled out for boards. */
export const withDerivedPrices = (list: PriceList | null): PriceList | null =>
  list === null
    ? null
    : {
        ...list,
        workloads: {
          ...list.workloads,
          ...Object.fromEntries(
            [
              ...theory,
              ...ownWorkloads().map(({ workload, multiplications }) => ({
                card: workload.card,
                multiplications,
              })),
            ].map(({ card, multiplications }) => [card.id, derivedPrices(list, multiplications)]),
          ),
        },
      };

/** The prices of a hardware class that a trial is charged by; with derived ones where users' own workloads are among them, else the measured alone. */
export const pricesFor = (hardwareClass: string, hasOwn: boolean): PriceList | null =>
  hasOwn ? withDerivedPrices(priceListOf(hardwareClass)) : priceListOf(hardwareClass);
