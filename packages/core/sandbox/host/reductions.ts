import { priceOf } from "../../schema/priceList.ts";
import { reductions as reductionNames } from "../../submission/guest/operationNames.ts";
import { sizeOf, type TreeStructure } from "../treeStructure.ts";
import type { HostTable } from "./hostTable.ts";
import { unitsOfTree } from "./pricing.ts";

/** Runs of elements along the last axis. */
const rowsOf = ({ leaves, sizes }: TreeStructure): number =>
  leaves.reduce((sum, { shape }, i) => sum + (sizes[i] as number) / (shape.at(-1) || 1), 0);

/** From many numbers to one: of a leaf, of all leaves, along an axis. */
export const reductions = {
  reduceLeaves: {
    takes: ["number", "number"],
    price({ each, ofStructure, structure }) {
      const prices = each("reduceLeaves", reductionNames);
      return (reduction, a) => ofStructure(prices(reduction), structure(a));
    },
    run:
      ({ operations, tree, out }) =>
      (reduction, a) =>
        out(operations.reduceLeaves(reduction, tree(a))),
  },
  reduceAll: {
    takes: ["number", "number"],
    price({ each, flatOf, ofStructure, structure }) {
      const prices = each("reduceAll", reductionNames);
      return (reduction, a) => flatOf(a) + ofStructure(prices(reduction), structure(a));
    },
    run:
      ({ operations, tree, out }) =>
      (reduction, a) =>
        out(operations.reduceAll(reduction, tree(a))),
  },
  reduceAxis: {
    takes: ["number", "number", "number"],
    price({ each, structure }) {
      const [last, other] = [each("reduceLastAxis", reductionNames), each("reduceOtherAxis", reductionNames)];
      return (reduction, a, axis) => {
        const { leaves } = structure(a);
        const isLast = leaves.every(({ shape }) => axis === -1 || axis === shape.length - 1);
        // Each number that comes out costs something of its own.
        const outputs = leaves.reduce((sum, { shape }) => sum + sizeOf(shape) / (shape.at(axis) ?? 1), 0);
        return priceOf(
          (isLast ? last : other)(reduction),
          unitsOfTree(structure(a), outputs, isLast ? 0 : rowsOf(structure(a))),
        );
      };
    },
    run:
      ({ operations, tree, out }) =>
      (reduction, a, axis) =>
        out(operations.reduceAxis(reduction, tree(a), axis)),
  },
  dot: {
    takes: ["number", "number"],
    price({ price, flatOf, ofStructure, structure }) {
      const known = price("dot");
      return (a, b) => flatOf(a) + flatOf(b) + ofStructure(known, structure(a));
    },
    run:
      ({ operations, tree, out }) =>
      (a, b) =>
        out(operations.dot(tree(a), tree(b))),
  },
} satisfies Partial<HostTable>;
