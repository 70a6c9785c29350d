import { type Price, type PriceList, priceOf } from "../schema/priceList.ts";
import { hostUnits, loopUnits } from "./operationPrices.ts";
import type { TreeLoop } from "./treeFormulas.ts";

/** Loops that are remembered with their price. */
const mostRemembered = 1000;

/**
 * Whole nanoseconds of a loop over trees: one price for its way through memory, and one for each of its operations. A new loop is done operation
 * by operation, and compiled when it comes again: both are in the price of the first time.
 */
export function createLoopPrices(list: PriceList): (loop: TreeLoop) => number {
  const price = (name: string): Price => {
    const found = list.operations[name];
    if (!found) throw new Error(`the price list of ${list.hardwareClass} has no price of ${name}`);
    return found;
  };
  const [known, fresh] = [price("loop"), price("newLoop")];
  const work = ({ operations, trees, treesApart, size, isNew }: TreeLoop): number =>
    operations.reduce(
      (sum, name) => sum + priceOf(price(`line.${name}`), hostUnits(0, size)),
      priceOf(isNew ? fresh : known, loopUnits(operations.length, size * (isNew ? treesApart : trees))),
    );
  const remembered = new Map<string, number>();
  return (loop) => {
    const key = `${loop.size} ${loop.isNew ? "new" : ""}${loop.signature}`;
    const before = remembered.get(key);
    if (before !== undefined) return before;
    if (remembered.size >= mostRemembered) remembered.clear();
    const nanoseconds = work(loop);
    remembered.set(key, nanoseconds);
    return nanoseconds;
  };
}

/** The loop of one operation over so many trees of so many numbers, met before. */
export const loopOfOne = (operation: string, trees: number, size: number): TreeLoop => ({
  signature: `one ${operation} over ${trees}`,
  size,
  operations: [operation],
  trees,
  treesApart: trees,
  isNew: false,
});
