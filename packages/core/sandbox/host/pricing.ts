import { type Price, type PriceList, priceOf } from "../../schema/priceList.ts";
import type { HandleTable } from "../handleTable.ts";
import { createLoopPrices } from "../loopPrices.ts";
import { type HostUnits, hostUnits, waitingOperations } from "../operationPrices.ts";
import type { Problem } from "../problem.ts";
import { broadcastShape, isScalar, sameShapes, sizeOf, type TreeStructure } from "../treeStructure.ts";
import type { TreeValue } from "../treeValue.ts";

export interface PricedTrial {
  readonly table: HandleTable;
  readonly problem: Problem;
  readonly chosenBatchSize: () => number;
}

/** What the rows of the host's table are priced with. */
export type Pricing = ReturnType<typeof createPricing>;

const noUnits = hostUnits(0, 0);

/** The prices of a list by name, and what follows from handles alone: structures, and whether leaves lie apart. */
export function createPricing(list: PriceList, { table, problem, chosenBatchSize }: PricedTrial) {
  const price = (name: string): Price => {
    const found = list.operations[name];
    if (!found) throw new Error(`the price list of ${list.hardwareClass} has no price of ${name}`);
    return found;
  };
  const memo = new Map<Price, number[]>();
  /** What follows from a structure alone: trees alike share theirs, so it is worked out once and not in every step. */
  const ofStructure = (known: Price, tree: TreeStructure): number => {
    const ofTrees = memo.get(known) ?? [];
    const before = ofTrees[tree.id];
    if (before !== undefined) return before;
    const nanoseconds = priceOf(known, unitsOfTree(tree));
    ofTrees[tree.id] = nanoseconds;
    memo.set(known, ofTrees);
    return nanoseconds;
  };
  const flatten = price("flatten");
  const structure = (handle: number): TreeStructure => table.tree(handle).structure;
  /** Leaves that lie apart are first put together: the flat form stays, so it is paid for once. */
  const flat = (tree: TreeValue): number => (tree.isFlat ? 0 : ofStructure(flatten, tree.structure));
  const flatOf = (handle: number): number => flat(table.tree(handle));

  return {
    table,
    problem,
    chosenBatchSize,
    price,
    structure,
    flatOf,
    ofStructure,
    loop: createLoopPrices(list),
    /** Prices of a function that does several operations, by their places. */
    each(prefix: string, names: readonly string[]): (place: number) => Price {
      const prices = names.map((name) => price(`${prefix}.${name}`));
      return (place) => prices[place] as Price;
    },
    /** As `each`, but what waits costs little; the rest is due when its loop runs. */
    eachAtOnce(prefix: string, names: readonly string[]): (place: number) => Price {
      const prices = names.map((name) =>
        price(waitingOperations.includes(name) ? "wait" : `${prefix}.${name}`),
      );
      return (place) => prices[place] as Price;
    },
    /** Whatever is asked. */
    whole(name: string): () => number {
      const known = price(name);
      return () => priceOf(known, noUnits);
    },
    /** Of a tree in its flat form. */
    ofTree(name: string): (handle: number) => number {
      const known = price(name);
      return (handle) => flatOf(handle) + ofStructure(known, structure(handle));
    },
    /** Of leaves as they are; the result's may have to be put together later. */
    ofLeaves(name: string): (handle: number) => number {
      const known = price(name);
      return (handle) => ofStructure(known, structure(handle));
    },
    /** Of trees of the same shapes, of a tree and one number (as the former, by default), and of shapes that broadcast. */
    combination(same: Price, broadcast: Price, left: number, right: number, withOne: Price = same): number {
      const [a, b] = [table.tree(left), table.tree(right)];
      const [x, y] = [a.structure, b.structure];
      if (sameShapes(x, y)) return flat(a) + flat(b) + ofStructure(same, x);
      if (isScalar(x) || isScalar(y)) {
        return flat(a) + flat(b) + ofStructure(withOne, x.size >= y.size ? x : y);
      }
      let [elements, rows] = [0, 0];
      x.leaves.forEach(({ shape }, i) => {
        const other = y.leaves[i]?.shape ?? [];
        const size = broadcastSize(shape, other);
        elements += size;
        rows += size / Math.max(shape.at(-1) ?? 1, other.at(-1) ?? 1, 1);
      });
      return priceOf(broadcast, hostUnits(x.leaves.length, elements, 0, rows));
    },
  };
}

/** The units of a tree as a whole. */
export const unitsOfTree = ({ leaves, size }: TreeStructure, work = 0, rows = 0): HostUnits =>
  hostUnits(leaves.length, size, work, rows);

/** Elements of what two shapes broadcast to; 0 where they do not, which the call itself refuses. */
export const broadcastSize = (a: readonly number[], b: readonly number[]): number => {
  const shape = broadcastShape(a, b);
  return shape === null ? 0 : sizeOf(shape);
};

/** The whole numbers of a list in JSON: handles, places, sides. What is no such list is refused by the call itself. */
export function wholeNumbers(json: string): number[] {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? (list as number[]) : [];
}
