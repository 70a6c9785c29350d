import type { Price, WorkloadPrices } from "./priceList.ts";

/** Prices of a model that multiplies `by` times as often for an example: what is per example in proportion, what is per call as it is. Derived, not measured. */
export function stretchedPrices(prices: WorkloadPrices, by: number): WorkloadPrices {
  const stretched = ({ base, per }: Price): Price => ({
    base,
    per: Object.fromEntries(Object.entries(per).map(([unit, price]) => [unit, price * by])),
  });
  return {
    batch: stretched(prices.batch),
    gradient: stretched(prices.gradient),
    loss: stretched(prices.loss),
    dropout: stretched(prices.dropout),
    sampledLabels: stretched(prices.sampledLabels),
    predictedLabels: stretched(prices.predictedLabels),
    product: prices.product,
  };
}
