import { priceOf } from "../../schema/priceList.ts";
import { matrixFunctions } from "../../submission/guest/operationNames.ts";
import { hostUnits, orientations } from "../operationPrices.ts";
import { sizeOf } from "../treeStructure.ts";
import type { HostTable } from "./hostTable.ts";
import { broadcastSize, unitsOfTree } from "./pricing.ts";

/** Products of matrices. */
export const products = {
  matmul: {
    takes: ["number", "number", "number", "number"],
    price({ each, structure }) {
      const prices = each("matmul", orientations);
      return (a, b, transposeA, transposeB) => {
        const [left, right] = [structure(a), structure(b)];
        let [work, elements] = [0, 0];
        left.leaves.forEach(({ shape }, i) => {
          const other = right.leaves[i]?.shape ?? [];
          const [inner, rows] = [
            shape.at(transposeA === 1 ? -2 : -1) ?? 1,
            shape.at(transposeA === 1 ? -1 : -2) ?? 1,
          ];
          const columns = other.at(transposeB === 1 ? -2 : -1) ?? 1;
          const batch = broadcastSize(shape.slice(0, -2), other.slice(0, -2));
          work += batch * rows * inner * columns;
          elements += batch * rows * columns + sizeOf(shape) + sizeOf(other);
        });
        const known = prices(2 * Number(transposeA === 1) + Number(transposeB === 1));
        return priceOf(known, hostUnits(left.leaves.length, elements, work));
      };
    },
    run:
      ({ operations, tree, out }) =>
      (a, b, transposeA, transposeB) =>
        out(operations.matmul(tree(a), tree(b), transposeA === 1, transposeB === 1)),
  },
  transpose: {
    takes: ["number"],
    price: ({ ofLeaves }) => ofLeaves("transpose"),
    run:
      ({ operations, tree, out }) =>
      (a) =>
        out(operations.transpose(tree(a))),
  },
} satisfies Partial<HostTable>;

/** What needs the numbers themselves, so that the guest waits for the device. */
export const waiting = {
  read: {
    takes: ["number"],
    givesNumbers: true,
    price: ({ ofTree }) => ofTree("read"),
    run:
      ({ tree }) =>
      async (handle) => {
        const values = (await tree(handle).flat().data()) as Float32Array;
        return values.slice().buffer as ArrayBuffer;
      },
  },
  matrixFunction: {
    takes: ["number", "number", "number", "number", "number"],
    price({ price, flatOf, structure }) {
      const prices = matrixFunctions.map(price);
      return (operation, a, other) => {
        const known = structure(a);
        const right = structure(other);
        const work = known.leaves.reduce((sum, { shape }, i) => {
          const [rows = 1, columns = 1] = shape;
          const systems = (right.sizes[i] ?? 0) / rows;
          // Solving takes n² for each column on the right side; all others take the product of three sides.
          return (
            sum +
            (matrixFunctions[operation] === "solveTriangular"
              ? rows * rows * systems
              : rows * columns * Math.min(rows, columns))
          );
        }, 0);
        const own = priceOf(prices[operation] as (typeof prices)[number], unitsOfTree(known, work));
        return flatOf(a) + (other === a ? 0 : flatOf(other)) + own;
      };
    },
    run:
      ({ operations, table, tree, pause }) =>
      async (operation, handle, otherHandle, ...settings) => {
        const call = { operation, tree: tree(handle), other: tree(otherHandle), settings };
        const results = await operations.matrixFunction(call, pause);
        // The guest takes the handles after the first for the others: they are numbered in the order of their making.
        return results.map((result) => table.add(result))[0] as number;
      },
  },
} satisfies Partial<HostTable>;
