import { priceOf } from "../../schema/priceList.ts";
import type { HostTable } from "./hostTable.ts";
import { type HostCounters, integers } from "./hostWork.ts";
import { type Pricing, wholeNumbers } from "./pricing.ts";

const refusePerturbed = ({ perturbed }: HostCounters, what: string, handle: number): void => {
  if (perturbed.has(handle)) throw new Error(`${what}: take and put together first, then perturb`);
};

const ofExamples = ({ price }: Pricing) => {
  const known = price("batch");
  return (examples: number): number => priceOf(known, { examples });
};

/** Batches: the next one, parts of one, several as one. */
export const batches = {
  nextBatch: {
    takes: [],
    price(pricing) {
      const examples = ofExamples(pricing);
      return () => examples(pricing.chosenBatchSize());
    },
    run:
      ({ table, problem, counters, chosenBatchSize }) =>
      () =>
        table.add(problem.batch(counters.batches++, chosenBatchSize())),
  },
  batchSize: {
    takes: ["number"],
    price: ({ whole }) => whole("call"),
    run:
      ({ table }) =>
      (batch) =>
        table.batch(batch).indices.length,
  },
  takeBatch: {
    takes: ["number", "buffer"],
    price(pricing) {
      const examples = ofExamples(pricing);
      return (_batch, places) => examples(places.byteLength / 4);
    },
    run:
      ({ table, problem, counters }) =>
      (batch, buffer) => {
        refusePerturbed(counters, "take", batch);
        const { indices, key } = table.batch(batch);
        const places = new Int32Array(buffer);
        const { max } = problem.batchSizeLimits;
        if (places.length > max) {
          throw new Error(`take: ${places.length} examples are above the maximum batch size of ${max}`);
        }
        if (places.length === 0) throw new Error("take: a batch needs at least one example");
        const chosen = places.map((place) => {
          const index = indices[place];
          if (index === undefined)
            throw new Error(`take: there is no example ${place} in a batch of ${indices.length}`);
          return index;
        });
        return table.add({ indices: chosen, key });
      },
  },
  concatBatches: {
    takes: ["string"],
    price(pricing) {
      const examples = ofExamples(pricing);
      const size = (batch: number): number => pricing.table.batch(batch).indices.length;
      return (list) => examples(wholeNumbers(list).reduce((sum, batch) => sum + size(batch), 0));
    },
    run:
      ({ table, problem, counters }) =>
      (list) => {
        const handles = integers(list, 1000);
        for (const handle of handles) refusePerturbed(counters, "concat", handle);
        const parts = handles.map((handle) => table.batch(handle));
        const [first] = parts;
        if (!first) throw new Error("concat: there is no batch");
        const size = parts.reduce((sum, part) => sum + part.indices.length, 0);
        const { max } = problem.batchSizeLimits;
        if (size > max)
          throw new Error(`concat: ${size} examples are above the maximum batch size of ${max}`);
        const indices = new Int32Array(size);
        let at = 0;
        for (const part of parts) {
          indices.set(part.indices, at);
          at += part.indices.length;
        }
        return table.add({ indices, key: first.key });
      },
  },
} satisfies Partial<HostTable>;
