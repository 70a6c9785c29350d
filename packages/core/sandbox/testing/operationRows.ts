import type { openGuest } from "./guestOperations.ts";

type Guest = Awaited<ReturnType<typeof openGuest>>["guest"];
type Tree = ReturnType<Guest["scalar"]>;
type Result = Tree | readonly Tree[] | Promise<Tree | readonly Tree[] | number> | boolean | { axes: number };

/** One operation of the contract on edge cases, and what it gives on every backend. */
export interface OperationRow {
  run(guest: Guest): Result;
  /** All leaves of all trees, one after the other. */
  readonly expected: readonly number[];
}

const { NaN: none, POSITIVE_INFINITY: infinity } = Number;
const vector = (guest: Guest, ...values: number[]) => guest.constant(values, [values.length]);
const square = (guest: Guest, ...values: number[]) =>
  guest.constant(values, [Math.sqrt(values.length), Math.sqrt(values.length)]);
const leaves = (guest: Guest, ...lists: number[][]) =>
  guest.fromLeaves(lists.map((values) => vector(guest, ...values)));
/** A reduction of several leaves, one number each. */
const perLeaf =
  (name: "leafNorm" | "leafSum" | "leafMean" | "leafMax" | "leafMin", ...lists: number[][]) =>
  (guest: Guest) =>
    guest[name](leaves(guest, ...lists));
const overAll =
  (name: "globalNorm" | "globalSum" | "globalMean" | "globalMax" | "globalMin", ...trees: number[][][]) =>
  (guest: Guest) =>
    trees.map((lists) => guest[name](leaves(guest, ...lists)));
const overAxis =
  (name: "normAxis" | "sumAxis" | "meanAxis" | "maxAxis" | "minAxis", values: number[]) => (guest: Guest) => [
    guest[name](guest.constant(values, [values.length / 2, 2]), 1),
    guest[name](guest.constant(values.slice(0, 4), [2, 2]), -2),
  ];
const selectedNothing = (guest: Guest) => guest.partition(vector(guest, 1), () => false).selected;
const identity = [1, 0, 0, 1];
const allNaN = (count: number) => new Array<number>(count).fill(none);

/** Every operation but the element-wise ones, which have a reference in JavaScript. */
export const operationRows: Readonly<Record<string, OperationRow>> = {
  where: {
    run: (g) => g.where(vector(g, none, 0, 1, -0), vector(g, 1, 2, 3, 4), vector(g, 5, 6, none, none)),
    // NaN is not 0.
    expected: [1, 6, 3, none],
  },
  ema: {
    run: (g) => [
      g.ema(vector(g, none, 1, infinity, 2), vector(g, 1, none, 1, 4), 0.5),
      g.ema(vector(g, 3), vector(g, 5), 0),
      g.ema(vector(g, 3, 4), g.scalar(5), 1),
    ],
    expected: [none, none, infinity, 3, 5, 3, 4],
  },
  addScaled: {
    run: (g) => [
      g.addScaled(vector(g, none, 1, 1, 2), vector(g, 1, none, infinity, 4), -0.5),
      g.addScaled(vector(g, 3), vector(g, 5), 0),
    ],
    expected: [none, none, -infinity, 0, 3],
  },
  clip: {
    run: (g) => [
      g.clip(vector(g, none, 1, 3, infinity, -infinity), 2, 2),
      g.clip(vector(g, none, 1, -3, 3), -infinity, infinity),
    ],
    expected: [none, 2, 2, 2, 2, none, 1, -3, 3],
  },
  leafNorm: {
    run: perLeaf(
      "leafNorm",
      [1e30, 1e30],
      [3e-30, 4e-30],
      [0, 0],
      [3, 4],
      [none, 1],
      [infinity, 1],
      [-5],
      [1e30, none],
    ),
    expected: [Math.SQRT2 * 1e30, 5e-30, 0, 5, none, infinity, 5, none],
  },
  leafSum: {
    run: perLeaf("leafSum", [none, 1], [infinity, -infinity], [3e38, 3e38], [1, 2], [-3]),
    expected: [none, none, infinity, 3, -3],
  },
  leafMean: {
    run: perLeaf("leafMean", [none, 1], [infinity, 1], [1, 2], [-3]),
    expected: [none, infinity, 1.5, -3],
  },
  leafMax: {
    run: perLeaf("leafMax", [none, 1], [1, none], [1, infinity], [-infinity], [-3]),
    expected: [none, none, infinity, -infinity, -3],
  },
  leafMin: {
    run: perLeaf("leafMin", [none, 1], [1, none], [1, infinity], [infinity], [-3]),
    expected: [none, none, 1, infinity, -3],
  },
  globalNorm: {
    run: overAll("globalNorm", [[3e25], [0, 4e25]], [[0], [0]], [[1], [none]], [[3], [4]]),
    expected: [5e25, 0, none, 5],
  },
  globalSum: { run: overAll("globalSum", [[1], [2, 3]], [[1], [none]]), expected: [6, none] },
  globalMean: { run: overAll("globalMean", [[1], [2, 3]], [[1], [none]]), expected: [2, none] },
  globalMax: { run: overAll("globalMax", [[1], [2, 3]], [[1, none], [2]]), expected: [3, none] },
  globalMin: { run: overAll("globalMin", [[1], [2, 3]], [[2], [none, 1]]), expected: [1, none] },
  normAxis: {
    run: overAxis("normAxis", [3e25, 4e25, 0, 0, 3e-30, 4e-30, none, 1, 3, 4]),
    expected: [5e25, 0, 5e-30, none, 5, 3e25, 4e25],
  },
  sumAxis: { run: overAxis("sumAxis", [1, 2, none, 1, infinity, 1]), expected: [3, none, infinity, none, 3] },
  meanAxis: {
    run: overAxis("meanAxis", [1, 2, none, 1, infinity, 1]),
    expected: [1.5, none, infinity, none, 1.5],
  },
  maxAxis: { run: overAxis("maxAxis", [1, 2, none, 1, infinity, 1]), expected: [2, none, infinity, none, 2] },
  minAxis: { run: overAxis("minAxis", [1, 2, none, 1, infinity, 1]), expected: [1, none, 1, none, 1] },
  dot: {
    run: (g) => [
      g.dot(leaves(g, [1, 2], [3]), leaves(g, [1, 0], [4])),
      g.dot(leaves(g, [1, none]), leaves(g, [1, 0])),
      g.dot(vector(g, 1e20), vector(g, 1e20)),
    ],
    expected: [13, none, infinity],
  },
  matmul: {
    run: (g) => [
      g.matmul(square(g, 0, 1, none, 0), square(g, 1, 2, 3, infinity)),
      g.matmul(g.constant([2], [1, 1]), g.constant([3], [1, 1]), { transposeLeft: true }),
    ],
    expected: [3, infinity, none, none, 6],
  },
  transpose: { run: (g) => g.transpose(square(g, 1, none, infinity, 4)), expected: [1, infinity, none, 4] },
  reshape: { run: (g) => g.reshape(vector(g, none, 1), [2, -1]), expected: [none, 1] },
  slice: { run: (g) => g.slice(vector(g, 1, none, 3), [1], [-1]), expected: [none, 3] },
  concat: { run: (g) => g.concat([vector(g, none), vector(g, 1)], 0), expected: [none, 1] },
  leaf: { run: (g) => g.leaf(leaves(g, [1, none], [infinity]), 1), expected: [infinity] },
  leavesOf: { run: (g) => g.leavesOf(leaves(g, [1, none], [infinity])), expected: [1, none, infinity] },
  fromLeaves: { run: (g) => [leaves(g, [none], [2]), g.fromLeaves([])], expected: [none, 2] },
  mapLeaves: { run: (g) => g.mapLeaves(leaves(g, [none], [2]), (leaf) => g.neg(leaf)), expected: [none, -2] },
  partition: {
    run: (g) => {
      const { selected, rest } = g.partition(leaves(g, [1], [none, 3]), ({ shape }) => shape[0] === 2);
      return [
        selected,
        rest,
        g.neg(selectedNothing(g)),
        g.mul(selectedNothing(g), 2),
        g.leafNorm(selectedNothing(g)),
      ];
    },
    expected: [none, 3, 1],
  },
  merge: { run: (g) => g.merge(selectedNothing(g), vector(g, none, 2)), expected: [none, 2] },
  fullLike: { run: (g) => g.fullLike(vector(g, 1, 2), none), expected: [none, none] },
  zerosLike: { run: (g) => g.zerosLike(vector(g, none, infinity)), expected: [0, 0] },
  onesLike: { run: (g) => g.onesLike(vector(g, none, infinity)), expected: [1, 1] },
  scalar: {
    run: (g) => [g.scalar(none), g.scalar(-infinity), g.scalar(0.5)],
    expected: [none, -infinity, 0.5],
  },
  constant: { run: (g) => vector(g, none, 1e39, 1e-60), expected: [none, infinity, 0] },
  read: {
    run: async (g) => vector(g, ...((await g.read(g.less(vector(g, 1, 2, 3, 4), 2.5)))[0] ?? [])),
    expected: [1, 1, 0, 0],
  },
  readNumber: { run: (g) => g.readNumber(g.less(g.scalar(1), 2)), expected: [1] },
  leafQuantile: {
    run: (g) =>
      [0, 0.25, 1].map((q) =>
        g.leafQuantile(
          leaves(
            g,
            [none, 1, 2],
            [1, none, 2],
            [2, 1, none],
            [3, 0, 2, 4, 1],
            [infinity, infinity],
            [5, -infinity, 7],
            [-3e38, 3e38],
          ),
          q,
        ),
      ),
    // NaN wherever it stands; infinities as they lie.
    expected: [
      ...[none, none, none, 0, infinity, -infinity, -3e38],
      ...[none, none, none, 1, infinity, -infinity, -1.5e38],
      ...[none, none, none, 4, infinity, 7, 3e38],
    ],
  },
  largest: {
    run: (g) => [
      g.largest(vector(g, 1, none, 3, infinity, -infinity), 2),
      g.largest(vector(g, none, none), 1),
      g.largest(vector(g, infinity, 2, infinity, infinity, none), 2),
      g.largest(vector(g, -infinity, none, -infinity, 1), 2),
      g.largest(vector(g, none), 1),
    ],
    expected: [0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1],
  },
  descendingOrder: {
    run: (g) => [
      g.matmul(g.constant([1, 2, 3], [1, 3]), g.descendingOrder(vector(g, 1, none, infinity))),
      g.descendingOrder(vector(g, none)),
    ],
    expected: [3, 1, 2, 1],
  },
  toRows: {
    run: (g) => g.toRows(leaves(g, [1, none], [infinity]), 3),
    expected: [1, none, 0, infinity, 0, 0],
  },
  fromRows: {
    run: (g) => g.fromRows(g.toRows(leaves(g, [1, none], [2]), 3), leaves(g, [0, 0], [0])),
    expected: [1, none, 2],
  },
  bucketOf: {
    run: (g) => [
      g.bucketOf(vector(g, none, -infinity, 0, 1.5, 2, infinity), vector(g, 0, 1, 2)),
      g.bucketOf(vector(g, none, 1), vector(g, 0)),
    ],
    expected: [0, 0, 1, 2, 3, 3, 0, 1],
  },
  lookUp: {
    run: (g) => g.lookUp(vector(g, none, -infinity, -0.5, 1.9, 5, infinity), vector(g, 10, 20, 30)),
    expected: [10, 10, 10, 20, 30, 30],
  },
  packBytes: { run: (g) => g.packBytes(vector(g, 1, 2, 3, 255)), expected: [197121, 255] },
  unpackBytes: {
    run: (g) => g.unpackBytes(g.packBytes(vector(g, 1, 2, 3, 255)), vector(g, 0, 0, 0, 0)),
    expected: [1, 2, 3, 255],
  },
  reshapeLeaves: { run: (g) => g.reshapeLeaves(vector(g, none, 2), () => [2, 1]), expected: [none, 2] },
  reshapeLike: {
    run: (g) => g.reshapeLike(vector(g, none, 2), g.constant([1, 1], [1, 2])),
    expected: [none, 2],
  },
  relabelled: {
    run: (g) => g.relabelled(vector(g, none, 2), vector(g, 1, 1), ({ shape }) => shape),
    expected: [none, 2],
  },
  asMatrices: { run: (g) => g.asMatrices(vector(g, none, 2)), expected: [none, 2] },
  leafScalars: {
    run: (g) => g.leafScalars(leaves(g, [1, 2], [3]), (_, i) => (i === 0 ? none : 1)),
    expected: [none, 1],
  },
  renumbered: { run: (g) => g.renumbered(leaves(g, [none], [2])), expected: [none, 2] },
  upperTriangle: {
    run: (g) => g.upperTriangle(square(g, 1, 2, none, infinity)),
    expected: [1, 2, 0, infinity],
  },
  eigh: {
    run: async (g) => {
      const made = await Promise.all(
        [identity, [2e30, 1e30, 1e30, 2e30], [0, 0, 0, 0], [1, none, none, 1], [infinity, 0, 0, 1]].map((m) =>
          g.eigh(square(g, ...m)),
        ),
      );
      return made.map(({ values }) => values);
    },
    expected: [1, 1, 1e30, 3e30, 0, 0, ...allNaN(4)],
  },
  qr: {
    run: async (g) => {
      const made = await Promise.all(
        [
          [3e30, 0, 4e30, 0],
          [0, 0, 0, 0],
          [1, infinity, 0, 1],
        ].map((m) => g.qr(square(g, ...m))),
      );
      return made.map(({ r }) => r);
    },
    expected: [-5e30, 0, 0, 0, 0, 0, 0, 0, ...allNaN(4)],
  },
  svd: {
    run: async (g) => {
      const made = await Promise.all(
        [
          [2e30, 0, 0, 1e30],
          [0, 2e-30, 1e-30, 0],
          [0, 0, 0, 0],
          [none, 0, 0, 1],
        ].map((m) => g.svd(square(g, ...m))),
      );
      return made.map(({ s }) => s);
    },
    expected: [2e30, 1e30, 2e-30, 1e-30, 0, 0, none, none],
  },
  symmetricPower: {
    run: (g) =>
      Promise.all(
        [
          [[1e12, 1.0000001e12, 1.0000001e12, 1e12], 1e-12],
          [[0, 0, 0, 0], 1e-30],
          [[1e30, 0, 0, 1e-30], 0],
          [[1, none, none, 1], 1e-3],
          [[infinity, 0, 0, 1], 1e-3],
        ].map(([m, epsilon]) =>
          g.symmetricPower(square(g, ...(m as number[])), -0.25, { epsilon: epsilon as number }),
        ),
      ),
    expected: [
      ...[500.00043, -499.99957, -499.99957, 500.00043],
      ...[31622776, 0, 0, 31622776],
      ...[10 ** -7.5, 0, 0, 10 ** 7.5],
      ...allNaN(8),
    ],
  },
  solveTriangular: {
    run: (g) =>
      Promise.all([
        g.solveTriangular(square(g, 2e30, 1e30, 0, 1e30), g.constant([4e30, 2e30], [2, 1])),
        g.solveTriangular(square(g, infinity, 0, 0, 1), g.constant([1, 1], [2, 1])),
        g.solveTriangular(square(g, 2, 0, none, 1), g.constant([4, 1], [2, 1])),
      ]),
    // The other triangle is not read.
    expected: [1, 2, none, none, 2, 1],
  },
  orthogonalize: {
    run: (g) => [
      ...[
        [1e30, 0, 0, 1e30],
        [0, 0, 0, 0],
        [1, none, 0, 1],
        [1, infinity, 0, 1],
      ].map((m) => g.orthogonalize(square(g, ...m))),
      g.orthogonalize(g.constant([-5], [1, 1])),
    ],
    expected: [1.10811, 0, 0, 1.10811, 0, 0, 0, 0, ...allNaN(8), -0.696436],
  },
  axesOf: { run: (g) => ({ axes: g.axesOf(g.constant([1, none], [1, 2])).length }), expected: [2] },
  axisGram: {
    run: (g) => {
      const tree = g.constant([1, none], [1, 2]);
      return g.axesOf(tree).map((axis) => g.axisGram(tree, axis));
    },
    expected: [1, none, none, none, none],
  },
  multiplyAxis: {
    run: (g) => {
      const tree = g.constant([1, infinity], [1, 2]);
      const [last] = g.axesOf(tree);
      if (!last) throw new Error("there is no axis");
      return g.multiplyAxis(tree, last, square(g, 1, 1, 0, 1));
    },
    expected: [none, infinity],
  },
  blockCosines: {
    run: (g) => {
      const tree = square(g, 1, 2, 3, 4);
      const { forward, inverse } = g.blockCosines(tree, 2);
      return [inverse(forward(tree)), forward(square(g, none, 0, 0, 0))];
    },
    expected: [1, 2, 3, 4, ...allNaN(4)],
  },
  isTree: { run: (g) => g.isTree(g.scalar(1)), expected: [1] },
};
