import { priceOf } from "../../schema/priceList.ts";
import { hostUnits } from "../operationPrices.ts";
import type { HostTable } from "./hostTable.ts";
import { integers, mostLeaves } from "./hostWork.ts";
import { wholeNumbers } from "./pricing.ts";

/** Leaves chosen, cut, put together and made. */
export const leaves = {
  slice: {
    takes: ["number", "string", "string"],
    price({ price, structure }) {
      const known = price("slice");
      return (a, begin, size) => {
        const { leaves } = structure(a);
        const [from, count] = [wholeNumbers(begin), wholeNumbers(size)];
        // What comes out: −1 is all that is left of an axis.
        const elements = leaves.reduce(
          (sum, { shape }) =>
            sum +
            shape.reduce((product, side, i) => {
              const wanted = count[i] ?? -1;
              return product * Math.max(0, wanted < 0 ? side - (from[i] ?? 0) : Math.min(wanted, side));
            }, 1),
          0,
        );
        return priceOf(known, hostUnits(leaves.length, elements));
      };
    },
    run:
      ({ operations, tree, out }) =>
      (a, begin, size) =>
        out(operations.slice(tree(a), integers(begin, 8), integers(size, 8))),
  },
  concat: {
    takes: ["string", "number"],
    price({ price, structure }) {
      const known = price("concat");
      return (list, axis) => {
        const parts = wholeNumbers(list).map(structure);
        const elements = parts.reduce((sum, { size }) => sum + size, 0);
        return priceOf(known, hostUnits(parts.length, elements, axis === 0 ? 0 : elements));
      };
    },
    run:
      ({ operations, trees, out }) =>
      (list, axis) =>
        out(operations.concat(trees(list), axis)),
  },
  selectLeaves: {
    takes: ["number", "string"],
    price({ price, structure }) {
      const known = price("selectLeaves");
      return (a, places) => {
        const { sizes } = structure(a);
        const chosen = wholeNumbers(places);
        const elements = chosen.reduce((sum, place) => sum + (sizes[place] ?? 0), 0);
        return priceOf(known, hostUnits(chosen.length, elements, sizes.length));
      };
    },
    run:
      ({ operations, tree, out }) =>
      (a, places) =>
        out(operations.select(tree(a), integers(places, mostLeaves))),
  },
  joinLeaves: {
    takes: ["string", "number"],
    price({ price, structure }) {
      const known = price("joinLeaves");
      return (list) => {
        const parts = wholeNumbers(list).map(structure);
        const [leaves, elements] = [
          parts.reduce((sum, part) => sum + part.leaves.length, 0),
          parts.reduce((sum, { size }) => sum + size, 0),
        ];
        return priceOf(known, hostUnits(leaves, elements));
      };
    },
    run:
      ({ operations, trees, out }) =>
      (list, byPlace) =>
        out(operations.join(trees(list), byPlace === 1)),
  },
  fill: {
    takes: ["number", "number"],
    price({ ofLeaves }) {
      const known = ofLeaves("fill");
      return (like, _value) => known(like);
    },
    run:
      ({ operations, tree, out }) =>
      (like, value) =>
        out(operations.fill(tree(like), value)),
  },
  scalar: {
    takes: ["number"],
    price: ({ whole }) => whole("wait"),
    run:
      ({ operations, out }) =>
      (value) =>
        out(operations.scalar(value)),
  },
  constant: {
    takes: ["buffer", "string"],
    price({ price }) {
      const known = price("constant");
      return (values, _shape) => priceOf(known, hostUnits(1, values.byteLength / 4));
    },
    run:
      ({ operations, out }) =>
      (values, shape) =>
        out(operations.constant(new Float32Array(values), integers(shape, 8))),
  },
} satisfies Partial<HostTable>;
