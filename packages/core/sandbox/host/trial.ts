import { priceOf } from "../../schema/priceList.ts";
import type { HostTable } from "./hostTable.ts";

/** What `give` hands over, as the guest's runtime numbers it: all but a batch are trees. */
export const roles = {
  parameters: 0,
  modelState: 1,
  batch: 2,
  evalParameters: 3,
  evalModelState: 4,
} as const;

/** The clock, the console, and what outlives a call. */
export const trial = {
  elapsed: {
    takes: [],
    // Reading the clock is free, or the clock would run by being read.
    price: () => () => 0,
    run:
      ({ elapsed }) =>
      () =>
        elapsed(),
  },
  log: {
    takes: ["string", "string"],
    isAlwaysThere: true,
    price({ price }) {
      const known = price("log");
      return (_level, line) => priceOf(known, { characters: line.length });
    },
    run:
      ({ log }) =>
      (level, line) => {
        log(level, line);
        return 0;
      },
  },
  keep: {
    takes: ["number"],
    price: ({ whole }) => whole("call"),
    run:
      ({ table, counters }) =>
      (handle) => {
        if (counters.perturbed.has(handle)) {
          throw new Error(
            "the state holds a perturbed batch, which ends with its step: keep the batch that it was made of",
          );
        }
        table.keep(handle);
        return 0;
      },
  },
  give: {
    takes: ["number", "number"],
    price: ({ whole }) => whole("call"),
    run:
      ({ table, tree, give }) =>
      (role, handle) => {
        if (role === roles.batch) table.batch(handle);
        else tree(handle);
        give(role, handle);
        return 0;
      },
  },
} satisfies Partial<HostTable>;
