import { priceOf } from "../../schema/priceList.ts";
import { hostUnits } from "../operationPrices.ts";
import type { HostTable } from "./hostTable.ts";
import { unitsOfTree } from "./pricing.ts";

/** ⌈log₂(n + 1)⌉, exactly. */
const bits = (n: number): number => 32 - Math.clz32(n);

/** Steps to find the `count` largest of each row of `length` out of `size` elements, beside one look at each: a heap of them changes that often, by so much. */
const sortWork = (size: number, length: number, count: number): number => {
  const kept = Math.min(length, Math.max(1, count));
  return length === 0 ? 0 : (size / length) * kept * bits(kept) * bits(Math.ceil(length / kept));
};

/** Elements by their size: the largest, their order, quantiles, and what quantizers need of tables. */
export const order = {
  largest: {
    takes: ["number", "number"],
    price({ price, structure }) {
      const known = price("largest");
      return (a, count) => {
        const { leaves, sizes } = structure(a);
        let [elements, work, rows] = [0, 0, 0];
        leaves.forEach(({ shape }, i) => {
          const [length, size] = [shape.at(-1) ?? 1, sizes[i] as number];
          elements += size;
          // Of rows that are not longer all are the largest.
          if (count >= length) return;
          work += sortWork(size, length, count);
          rows += size / length;
        });
        return priceOf(known, hostUnits(leaves.length, elements, work, rows));
      };
    },
    run:
      ({ operations, tree, out }) =>
      (a, count) =>
        out(operations.largest(tree(a), count)),
  },
  descendingOrder: {
    takes: ["number"],
    price({ price, structure }) {
      const known = price("descendingOrder");
      return (a) => {
        const { leaves, sizes } = structure(a);
        // The matrix has n² elements.
        const elements = sizes.reduce((sum, size) => sum + size * size, 0);
        const work = sizes.reduce((sum, size) => sum + sortWork(size, size, size), 0);
        return priceOf(known, hostUnits(leaves.length, elements, work));
      };
    },
    run:
      ({ operations, tree, out }) =>
      (a) =>
        out(operations.descendingOrder(tree(a))),
  },
  leafQuantile: {
    takes: ["number", "number"],
    price({ price, structure }) {
      const known = price("leafQuantile");
      return (a, q) => {
        const tree = structure(a);
        const work = tree.sizes.reduce((sum, size) => {
          const low = Math.floor(q * (size - 1));
          return sum + sortWork(size, size, low >= size / 2 ? size - low : low + 2);
        }, 0);
        return priceOf(known, unitsOfTree(tree, work));
      };
    },
    run:
      ({ operations, tree, out }) =>
      (a, q) =>
        out(operations.leafQuantile(tree(a), q)),
  },
  toRows: {
    takes: ["number", "number"],
    price({ ofLeaves }) {
      const known = ofLeaves("toRows");
      return (a, _length) => known(a);
    },
    run:
      ({ operations, tree, out }) =>
      (a, length) =>
        out(operations.toRows(tree(a), length)),
  },
  fromRows: {
    takes: ["number", "number"],
    price({ ofLeaves }) {
      const known = ofLeaves("fromRows");
      return (_rows, like) => known(like);
    },
    run:
      ({ operations, tree, out }) =>
      (rows, like) =>
        out(operations.fromRows(tree(rows), tree(like))),
  },
  bucketOf: {
    takes: ["number", "number"],
    price({ price, flatOf, structure }) {
      const known = price("bucketOf");
      return (a, bounds) => {
        const tree = structure(a);
        const levels = bits(structure(bounds).size);
        return flatOf(a) + flatOf(bounds) + priceOf(known, unitsOfTree(tree, tree.size * levels));
      };
    },
    run:
      ({ operations, tree, out }) =>
      (a, bounds) =>
        out(operations.bucketOf(tree(a), tree(bounds))),
  },
  lookUp: {
    takes: ["number", "number"],
    price({ ofTree }) {
      const known = ofTree("lookUp");
      return (a, _values) => known(a);
    },
    run:
      ({ operations, tree, out }) =>
      (a, values) =>
        out(operations.lookUp(tree(a), tree(values))),
  },
} satisfies Partial<HostTable>;
