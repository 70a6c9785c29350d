import { type Price, type PriceList, priceOf } from "../schema/priceList.ts";
import type { Host } from "../submission/guest/host.ts";
import {
  binaryOperations,
  encodings,
  matrixFunctions,
  reductions,
  unaryOperations,
} from "../submission/guest/operationNames.ts";
import type { HandleTable } from "./handleTable.ts";
import { createLoopPrices, loopOfOne } from "./loopPrices.ts";
import {
  distributions,
  type HostUnits,
  hostUnits,
  operationPrices,
  orientations,
  quickExponents,
  waitingOperations,
} from "./operationPrices.ts";
import type { PricedOptions, Problem } from "./problem.ts";
import { broadcastShape, isScalar, sameShapes, sizeOf, type TreeStructure } from "./treeStructure.ts";
import type { TreeValue } from "./treeValue.ts";

const of = ({ leaves, size }: TreeStructure, work = 0, rows = 0): HostUnits =>
  hostUnits(leaves.length, size, work, rows);

/** Runs of elements along the last axis. */
const rowsOf = ({ leaves, sizes }: TreeStructure): number =>
  leaves.reduce((sum, { shape }, i) => sum + (sizes[i] as number) / (shape.at(-1) || 1), 0);

const noUnits = hostUnits(0, 0);

export interface PricedCalls {
  readonly table: HandleTable;
  readonly problem: Problem;
  readonly chosenBatchSize: () => number;
}

/** Whole nanoseconds of a call of each host function, before it is made: from what is asked alone. */
export type HostPrices = {
  readonly [Name in Exclude<keyof Host, "lastError">]: (...values: Parameters<Host[Name]>) => number;
};

/** The prices of all host functions. A call that will be refused may throw here; it then costs `call`. */
export function createHostPrices(
  list: PriceList,
  { table, problem, chosenBatchSize }: PricedCalls,
): HostPrices {
  const price = (name: string): Price => {
    const found = list.operations[name];
    if (!found) throw new Error(`the price list of ${list.hardwareClass} has no price of ${name}`);
    return found;
  };
  for (const name of operationPrices) price(name);
  const loopPrice = createLoopPrices(list);
  const each = (prefix: string, names: readonly string[]) => names.map((name) => price(`${prefix}.${name}`));
  /** What waits costs little; the rest is due when its loop runs. */
  const eachAtOnce = (prefix: string, names: readonly string[]) =>
    names.map((name) => price(waitingOperations.includes(name) ? "wait" : `${prefix}.${name}`));
  const prices = {
    unary: eachAtOnce("unary", unaryOperations),
    binary: eachAtOnce("binary", binaryOperations),
    broadcast: each("broadcast", binaryOperations),
    constant: eachAtOnce("constant", binaryOperations),
    reduceLeaves: each("reduceLeaves", reductions),
    reduceAll: each("reduceAll", reductions),
    reduceLastAxis: each("reduceLastAxis", reductions),
    reduceOtherAxis: each("reduceOtherAxis", reductions),
    matmul: each("matmul", orientations),
    random: each("random", distributions),
    matrix: matrixFunctions.map(price),
  };
  const memo = new Map<Price, number[]>();
  /** What follows from a structure alone: trees alike share theirs, so it is worked out once and not in every step. */
  const ofStructure = (known: Price, tree: TreeStructure): number => {
    const ofTrees = memo.get(known) ?? [];
    const before = ofTrees[tree.id];
    if (before !== undefined) return before;
    const nanoseconds = priceOf(known, of(tree));
    ofTrees[tree.id] = nanoseconds;
    memo.set(known, ofTrees);
    return nanoseconds;
  };
  const flatten = price("flatten");
  const callPrice = price("call");
  const call = (): number => priceOf(callPrice, noUnits);
  const [waitPrice, numberPrice] = [price("wait"), price("randomNumber")];
  const quickPower = price("quickPower");
  const log = price("log");
  const at = (from: readonly Price[], place: number): Price => from[place] as Price;

  const structure = (handle: number): TreeStructure => table.tree(handle).structure;
  /** Leaves that lie apart are first put together: the flat form stays, so it is paid for once. */
  const flat = (tree: TreeValue): number => (tree.isFlat ? 0 : ofStructure(flatten, tree.structure));
  const flatOf = (handle: number): number => flat(table.tree(handle));
  const ofTree = (name: string) => {
    const known = price(name);
    return (handle: number): number => flatOf(handle) + ofStructure(known, structure(handle));
  };
  /** Of leaves as they are; the result's may have to be put together later. */
  const ofLeaves = (name: string) => {
    const known = price(name);
    return (handle: number): number => ofStructure(known, structure(handle));
  };

  /** Of trees of the same shapes, of a tree and one number (as the former, by default), and of shapes that broadcast. */
  const combination = (
    same: Price,
    broadcast: Price,
    left: number,
    right: number,
    withOne: Price = same,
  ): number => {
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
  };

  const { where, dot, constant, read, reinitialize, transpose, concat, slice, leafScalars } =
    Object.fromEntries(
      ["where", "dot", "constant", "read", "reinitialize", "transpose", "concat", "slice", "leafScalars"].map(
        (name) => [name, price(name)],
      ),
    ) as Record<string, Price>;
  const [broadcastEma, broadcastAddScaled] = [price("broadcast.ema"), price("broadcast.addScaled")];
  const [select, join, batchPrice] = [price("selectLeaves"), price("joinLeaves"), price("batch")];
  const [largest, order, quantile] = [price("largest"), price("descendingOrder"), price("leafQuantile")];
  const [bucketOf, reshapeLeaves] = [price("bucketOf"), price("reshapeLeaves")];
  const [fill, upperTriangle] = [ofLeaves("fill"), ofLeaves("upperTriangle")];
  const [reshape, toRows, fromRows] = [ofLeaves("reshape"), ofLeaves("toRows"), ofLeaves("fromRows")];
  const [renumber, lookUp] = [ofTree("renumberLeaves"), ofTree("lookUp")];
  const examples = (count: number): number => priceOf(batchPrice, { examples: count });
  /** The options of the last call: mostly those of the next one too. */
  let last: { readonly json: string; readonly options: PricedOptions } | null = null;
  const sum = price("reduceAll.sum");
  const signParts = ["unary.sign", "reduceLeaves.mean", "broadcast.mul"].map(price);
  const fixed = (kind: "gradient" | "loss", batch: number, json: string): number => {
    if (last?.json !== json) last = { json, options: pricedOptions(json) };
    const examples = table.batch(batch);
    const nanoseconds = problem.price?.(kind, examples, last.options) ?? 0;
    // A product of the losses with the weights, and one for the gradient.
    const products = last.options.weights ? (kind === "gradient" ? 2 : 1) : 0;
    if (products === 0) return nanoseconds;
    return nanoseconds + products * loopPrice(loopOfOne("mul", 3, examples.indices.length));
  };

  return {
    unary: (operation, a) => flatOf(a) + ofStructure(at(prices.unary, operation), structure(a)),
    binary: (operation, a, b) =>
      combination(at(prices.binary, operation), at(prices.broadcast, operation), a, b),
    binaryConstant(operation, a, constant, constantFirst) {
      const isQuick = binaryOperations[operation] === "pow" && !constantFirst && quickExponents.has(constant);
      return flatOf(a) + ofStructure(isQuick ? quickPower : at(prices.constant, operation), structure(a));
    },
    where: (condition, a, b) =>
      flatOf(condition) + flatOf(a) + flatOf(b) + ofStructure(where as Price, structure(condition)),
    ema: (average, value) => combination(waitPrice, broadcastEma, average, value, broadcastEma),
    addScaled: (a, b) => combination(waitPrice, broadcastAddScaled, a, b, broadcastAddScaled),
    reduceLeaves: (reduction, a) => ofStructure(at(prices.reduceLeaves, reduction), structure(a)),
    reduceAll: (reduction, a) => flatOf(a) + ofStructure(at(prices.reduceAll, reduction), structure(a)),
    reduceAxis(reduction, a, axis) {
      const { leaves } = structure(a);
      const isLast = leaves.every(({ shape }) => axis === -1 || axis === shape.length - 1);
      const known = at(isLast ? prices.reduceLastAxis : prices.reduceOtherAxis, reduction);
      // Each number that comes out costs something of its own.
      const outputs = leaves.reduce((sum, { shape }) => sum + sizeOf(shape) / (shape.at(axis) ?? 1), 0);
      return priceOf(known, of(structure(a), outputs, isLast ? 0 : rowsOf(structure(a))));
    },
    dot: (a, b) => flatOf(a) + flatOf(b) + ofStructure(dot as Price, structure(a)),
    matmul(a, b, transposeA, transposeB) {
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
      const known = at(prices.matmul, 2 * Number(transposeA === 1) + Number(transposeB === 1));
      return priceOf(known, hostUnits(left.leaves.length, elements, work));
    },
    transpose: (a) => ofStructure(transpose as Price, structure(a)),
    reshape: (a, _shape) => reshape(a),
    reshapeLeaves: (a, _like, _shapes) => flatOf(a) + ofStructure(reshapeLeaves, structure(a)),
    renumberLeaves: renumber,
    upperTriangle,
    leafScalars: (like) => ofStructure(leafScalars as Price, structure(like)),
    largest(a, count) {
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
      return priceOf(largest, hostUnits(leaves.length, elements, work, rows));
    },
    descendingOrder(a) {
      const { leaves, sizes } = structure(a);
      // The matrix has n² elements.
      const elements = sizes.reduce((sum, size) => sum + size * size, 0);
      const work = sizes.reduce((sum, size) => sum + sortWork(size, size, size), 0);
      return priceOf(order, hostUnits(leaves.length, elements, work));
    },
    leafQuantile(a, q) {
      const known = structure(a);
      const work = known.sizes.reduce((sum, size) => {
        const low = Math.floor(q * (size - 1));
        return sum + sortWork(size, size, low >= size / 2 ? size - low : low + 2);
      }, 0);
      return priceOf(quantile, of(known, work));
    },
    toRows,
    fromRows: (_rows, like) => fromRows(like),
    bucketOf(a, bounds) {
      const known = structure(a);
      const levels = bits(structure(bounds).size);
      return flatOf(a) + flatOf(bounds) + priceOf(bucketOf, of(known, known.size * levels));
    },
    lookUp: (a) => lookUp(a),
    slice(a, begin, size) {
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
      return priceOf(slice as Price, hostUnits(leaves.length, elements));
    },
    concat(list, axis) {
      const parts = wholeNumbers(list).map(structure);
      const elements = parts.reduce((sum, { size }) => sum + size, 0);
      return priceOf(concat as Price, hostUnits(parts.length, elements, axis === 0 ? 0 : elements));
    },
    selectLeaves(a, places) {
      const { sizes } = structure(a);
      const chosen = wholeNumbers(places);
      const elements = chosen.reduce((sum, place) => sum + (sizes[place] ?? 0), 0);
      return priceOf(select, hostUnits(chosen.length, elements, sizes.length));
    },
    joinLeaves(list) {
      const parts = wholeNumbers(list).map(structure);
      const [leaves, elements] = [
        parts.reduce((sum, part) => sum + part.leaves.length, 0),
        parts.reduce((sum, { size }) => sum + size, 0),
      ];
      return priceOf(join, hostUnits(leaves, elements));
    },
    fill,
    scalar: () => priceOf(waitPrice, noUnits),
    constant: (values, _shape) => priceOf(constant as Price, hostUnits(1, values.byteLength / 4)),
    random: (distribution, like) => ofStructure(at(prices.random, distribution), structure(like)),
    randomNumber: () => priceOf(numberPrice, noUnits),
    structureOf: call,
    structureLeaves: call,
    lossAndGrad: (_parameters, _modelState, batch, options) => fixed("gradient", batch, options),
    loss: (_parameters, _modelState, batch, options) => fixed("loss", batch, options),
    reinitialize: () =>
      priceOf(
        reinitialize as Price,
        hostUnits(
          problem.parameterSpecs.length,
          problem.parameterSpecs.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
        ),
      ),
    // The network is not priced. Counting what is not 0 is as a sum of all, signs are made by four operations.
    send(message, encoding) {
      const { structure: sent } = table.tree(message);
      if (encodings[encoding] === "sparse") return flatOf(message) + ofStructure(sum, sent);
      if (encodings[encoding] !== "signs") return call();
      return signParts.reduce(
        (nanoseconds, part) => nanoseconds + ofStructure(part, sent),
        loopPrice(loopOfOne("abs", 2, sent.size)),
      );
    },
    noteParallel: call,
    nextBatch: () => examples(chosenBatchSize()),
    batchSize: call,
    takeBatch: (_batch, places) => examples(places.byteLength / 4),
    concatBatches: (list) =>
      examples(wholeNumbers(list).reduce((sum, batch) => sum + table.batch(batch).indices.length, 0)),
    // Reading the clock is free, or the clock would run by being read.
    elapsed: () => 0,
    log: (_level, line) => priceOf(log, { characters: line.length }),
    keep: call,
    give: call,
    read: (a) => flatOf(a) + ofStructure(read as Price, structure(a)),
    matrixFunction(operation, a, other) {
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
      return (
        flatOf(a) + (other === a ? 0 : flatOf(other)) + priceOf(at(prices.matrix, operation), of(known, work))
      );
    },
  };
}

function pricedOptions(json: string): PricedOptions {
  const {
    mode,
    dropoutRate,
    labels = "given",
    weights,
    perturb,
  } = JSON.parse(json) as Readonly<Record<string, unknown>>;
  return {
    dropout: mode !== "eval" && typeof dropoutRate === "number" && dropoutRate > 0,
    weights: weights !== undefined,
    perturbs: perturb !== undefined,
    labels: labels === "given" || labels === "sampled" ? labels : "predicted",
  };
}

/** The whole numbers of a list in JSON: handles, places, sides. What is no such list is refused by the call itself. */
function wholeNumbers(json: string): number[] {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? (list as number[]) : [];
}

/** Elements of what two shapes broadcast to; 0 where they do not, which the call itself refuses. */
const broadcastSize = (a: readonly number[], b: readonly number[]): number => {
  const shape = broadcastShape(a, b);
  return shape === null ? 0 : sizeOf(shape);
};

/** ⌈log₂(n + 1)⌉, exactly. */
const bits = (n: number): number => 32 - Math.clz32(n);

/** Steps to find the `count` largest of each row of `length` out of `size` elements, beside one look at each: a heap of them changes that often, by so much. */
const sortWork = (size: number, length: number, count: number): number => {
  const kept = Math.min(length, Math.max(1, count));
  return length === 0 ? 0 : (size / length) * kept * bits(kept) * bits(Math.ceil(length / kept));
};
