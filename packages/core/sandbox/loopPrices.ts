import { type Price, type PriceList, priceOf } from "../schema/priceList.ts";
import { hostUnits, loopUnits, waitingOperations } from "./operationPrices.ts";
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
  const lines = new Map(waitingOperations.map((name) => [name, price(`line.${name}`)]));
  const priceNow = ({ size, isNew, work }: TreeLoop): number => {
    const { operations, trees, treesApart } = work();
    const way = isNew
      ? priceOf(fresh, loopUnits(operations.length, size * treesApart))
      : priceOf(known, loopUnits(operations.length, size * trees));
    return operations.reduce((sum, name) => sum + priceOf(lines.get(name) as Price, hostUnits(0, size)), way);
  };
  /** By signature, then by size, those of new loops as negative ones. */
  const remembered = new Map<string, Map<number, number>>();
  return (loop) => {
    const { signature, size, isNew } = loop;
    const bySize = remembered.get(signature) ?? new Map<number, number>();
    const key = isNew ? -size : size;
    const before = bySize.get(key);
    if (before !== undefined) return before;
    if (remembered.size >= mostRemembered) remembered.clear();
    const nanoseconds = priceNow(loop);
    remembered.set(signature, bySize.set(key, nanoseconds));
    return nanoseconds;
  };
}

/** The loop of one operation over so many trees of so many numbers, met before. */
export const loopOfOne = (operation: string, trees: number, size: number): TreeLoop => ({
  signature: `one ${operation} over ${trees}`,
  size,
  isNew: false,
  work: () => ({ operations: [operation], trees, treesApart: trees }),
});
