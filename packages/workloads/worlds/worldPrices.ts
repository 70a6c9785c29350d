import type { PriceList, WorkloadPrices } from "@steepest/core/schema/priceList.ts";
import { stretchedPrices } from "@steepest/core/schema/stretchedPrices.ts";
import { ownWorkloads } from "../own/ownWorkloads.ts";
import { priceListOf } from "../priceLists.ts";
import { theory } from "./worldCards.ts";

/** What prices of small worlds are derived from, and the multiplications of its forward pass for an example: 784 · 128 + 128 · 10. */
const measured = { id: "mnist_mlp", multiplications: 101_632 } as const;

/** mnist_mlp's prices, with what they have per example in proportion to multiplications. */
export function derivedPrices(list: PriceList, multiplications: number): WorkloadPrices {
  const prices = list.workloads[measured.id];
  if (prices === undefined) throw new Error(`there are no prices of ${measured.id} to derive others from`);
  return stretchedPrices(prices, multiplications / measured.multiplications);
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
