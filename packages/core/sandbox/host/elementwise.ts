import { binaryOperations, unaryOperations } from "../../submission/guest/operationNames.ts";
import { quickExponents } from "../operationPrices.ts";
import type { HostTable } from "./hostTable.ts";

/** Operations on every element of every leaf. */
export const elementwise = {
  unary: {
    takes: ["number", "number"],
    price({ eachAtOnce, flatOf, ofStructure, structure }) {
      const prices = eachAtOnce("unary", unaryOperations);
      return (operation, a) => flatOf(a) + ofStructure(prices(operation), structure(a));
    },
    run:
      ({ operations, tree, out }) =>
      (operation, a) =>
        out(operations.unary(operation, tree(a))),
  },
  binary: {
    takes: ["number", "number", "number"],
    price({ each, eachAtOnce, combination }) {
      const [same, broadcast] = [eachAtOnce("binary", binaryOperations), each("broadcast", binaryOperations)];
      return (operation, a, b) => combination(same(operation), broadcast(operation), a, b);
    },
    run:
      ({ operations, tree, out }) =>
      (operation, a, b) =>
        out(operations.binary(operation, tree(a), tree(b))),
  },
  binaryConstant: {
    takes: ["number", "number", "number", "number"],
    price({ eachAtOnce, price, flatOf, ofStructure, structure }) {
      const [prices, quickPower] = [eachAtOnce("constant", binaryOperations), price("quickPower")];
      return (operation, a, constant, constantFirst) => {
        const isQuick =
          binaryOperations[operation] === "pow" && !constantFirst && quickExponents.has(constant);
        return flatOf(a) + ofStructure(isQuick ? quickPower : prices(operation), structure(a));
      };
    },
    run:
      ({ operations, tree, out }) =>
      (operation, a, constant, constantFirst) =>
        out(operations.binaryConstant(operation, tree(a), constant, constantFirst === 1)),
  },
  where: {
    takes: ["number", "number", "number"],
    price({ price, flatOf, ofStructure, structure }) {
      const known = price("where");
      return (condition, a, b) =>
        flatOf(condition) + flatOf(a) + flatOf(b) + ofStructure(known, structure(condition));
    },
    run:
      ({ operations, tree, out }) =>
      (condition, a, b) =>
        out(operations.where(tree(condition), tree(a), tree(b))),
  },
  ema: {
    takes: ["number", "number", "number"],
    price({ price, combination }) {
      const [wait, broadcast] = [price("wait"), price("broadcast.ema")];
      return (average, value) => combination(wait, broadcast, average, value, broadcast);
    },
    run:
      ({ operations, tree, out }) =>
      (average, value, decay) =>
        out(operations.ema(tree(average), tree(value), decay)),
  },
  addScaled: {
    takes: ["number", "number", "number"],
    price({ price, combination }) {
      const [wait, broadcast] = [price("wait"), price("broadcast.addScaled")];
      return (a, b) => combination(wait, broadcast, a, b, broadcast);
    },
    run:
      ({ operations, tree, out }) =>
      (a, b, factor) =>
        out(operations.addScaled(tree(a), tree(b), factor)),
  },
} satisfies Partial<HostTable>;
