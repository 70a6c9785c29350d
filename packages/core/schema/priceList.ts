import { z } from "zod";
import { hardwareClassIdSchema } from "./hardwareClass.ts";

const nanoseconds = z.number().nonnegative();

/** What one operation costs: base + Σ per[unit] · (how many of that unit the call asks for), in nanoseconds. */
export const priceSchema = z.strictObject({
  /** Whatever the size. */
  base: nanoseconds,
  per: z.record(z.string(), nanoseconds),
});
export type Price = z.infer<typeof priceSchema>;

/** Prices of a workload's fixed functions; the units are what its batches are made of (`examples`, or nodes, edges, frames …). */
const workloadPricesSchema = z.strictObject({
  /** Making the tensors of a batch, on its first use in a step. */
  batch: priceSchema,
  /** Loss and gradient; the mean loss, or each example's. */
  gradient: priceSchema,
  loss: priceSchema,
  /** What an option costs beside them: dropout above 0; labels drawn from the model's predictions, or predicted at other parameters. */
  dropout: priceSchema,
  sampledLabels: priceSchema,
  predictedLabels: priceSchema,
  /** What a product with the Hessian costs, in gradients of the same batch with the same options. */
  product: z.number().positive(),
});
export type WorkloadPrices = z.infer<typeof workloadPricesSchema>;

/**
 * What every operation that is charged costs on a hardware class's reference machine. Times are sums of these prices, rounded to whole
 * nanoseconds operation by operation, so they are the same on every machine.
 */
export const priceListSchema = z.strictObject({
  format: z.literal("steepest-prices/1"),
  hardwareClass: hardwareClassIdSchema,
  /** Counts up with every change of a price: times of two versions are not comparable. */
  version: z.int().positive(),
  provenance: z.strictObject({
    date: z.iso.date(),
    command: z.string(),
    machine: z.string(),
    /** Of the anchor operation that everything was measured against, on the reference machine. */
    anchorNanoseconds: z.number().positive(),
    rounds: z.int().positive(),
    /** By what prices that were measured alone were multiplied, since caches hold other numbers amid a step: operations, and each workload's functions. */
    amidSteps: z.strictObject({
      operations: z.number().positive(),
      workloads: z.record(z.string(), z.number().positive()),
    }),
  }),
  guest: z.strictObject({
    /** Entering a function of the submission and leaving it. */
    call: nanoseconds,
    /** One interrupt check of the interpreter: QuickJS makes one for every 10,000 loops and calls; a million turns of its own loops count as one, too. */
    tick: nanoseconds,
  }),
  /** Host functions by name, with the operation after a dot where one function does several. */
  operations: z.record(z.string(), priceSchema),
  workloads: z.record(z.string(), workloadPricesSchema),
});
export type PriceList = z.infer<typeof priceListSchema>;

/** Units that a call asks for, by name. */
export type Units = Readonly<Record<string, number>>;

/**
 * Whole nanoseconds of a call. The order of the sum is that of the list, and each step is an IEEE operation that every engine rounds
 * alike. Throws where the price knows a unit that the call does not state.
 */
export function priceOf({ base, per }: Price, units: Units): number {
  let sum = base;
  for (const unit in per) {
    const count = units[unit];
    if (count === undefined) throw new Error(`a price per ${unit}, but the call says nothing of ${unit}`);
    sum += (per[unit] as number) * count;
  }
  return Math.round(sum);
}
