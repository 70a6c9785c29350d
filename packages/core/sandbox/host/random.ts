import { deriveKey } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { distributions } from "../operationPrices.ts";
import type { HostTable } from "./hostTable.ts";

/** The submission's own random numbers. */
export const random = {
  random: {
    takes: ["number", "number"],
    price({ each, ofStructure, structure }) {
      const prices = each("random", distributions);
      return (distribution, like) => ofStructure(prices(distribution), structure(like));
    },
    run:
      ({ problem, table, operations, counters, key: ownKey, tree, out }) =>
      (distribution, like) => {
        const { structure } = tree(like);
        table.reserve(structure.size, structure.leaves.length);
        const key = deriveKey(deriveKey(ownKey, "tree"), counters.draws++);
        const drawn = () => (distribution === 0 ? normal : uniform)(key, structure.size);
        const numbers = (distribution === 0 && problem.normal?.(structure.leaves)) || drawn();
        const values = distribution === 2 ? numbers.map((u) => (u < 0.5 ? -1 : 1)) : numbers;
        return out(operations.ofNumbers(structure, values));
      },
  },
  randomNumber: {
    takes: [],
    price: ({ whole }) => whole("randomNumber"),
    run:
      ({ counters, key }) =>
      () =>
        uniform(deriveKey(deriveKey(key, "number"), counters.draws++), 1)[0] as number,
  },
} satisfies Partial<HostTable>;
