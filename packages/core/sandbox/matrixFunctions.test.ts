import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory, type Tensor, tensor } from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MatrixFunction, matrixFunctions } from "../submission/guest/operationNames.ts";
import { leafScalars, reshapeLeaves, upperTriangle } from "./leafShapes.ts";
import { matrixFunction } from "./matrixFunctions.ts";
import { descendingOrder, largest } from "./orderOperations.ts";
import { StructureTable } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

const structures = new StructureTable();
let reserved = 0;
const maker = {
  structures,
  reserve: (elements: number) => {
    reserved = elements;
  },
};
const made: TreeValue[] = [];
const kept = (tree: TreeValue): TreeValue => {
  made.push(tree);
  return tree;
};
/** Leaves of a list of shapes and values, at places 0, 2, 4, …: what a partition may leave. */
const treeOf = (...leaves: readonly (readonly [shape: readonly number[], values: readonly number[]])[]) =>
  kept(
    TreeValue.fromLeaves(
      structures.intern(leaves.map(([shape], i) => ({ index: 2 * i, kind: "weight" as const, shape }))),
      leaves.map(([shape, values]) => tensor([...values], [...shape], "float32")),
    ),
  );
const plain = (tree: TreeValue) =>
  tree.leaves().map((leaf: Tensor) => ({ shape: leaf.shape, values: [...leaf.dataSync()] }));
const run = async (
  name: MatrixFunction,
  tree: TreeValue,
  other = tree,
  settings: number[] = [],
  pause = () => {},
) =>
  (
    await matrixFunction(maker, { operation: matrixFunctions.indexOf(name), tree, other, settings }, pause)
  ).map(kept);
const near = (numbers: readonly number[]) => numbers.map((value) => expect.closeTo(value, 6));

let before: number;
beforeAll(async () => {
  await openBackend("wasm");
  before = memory().numTensors;
});
afterAll(() => {
  for (const tree of made) tree.dispose();
  expect(memory().numTensors).toBe(before);
});

describe("matrix functions", () => {
  const symmetric = () =>
    treeOf(
      [
        [2, 2],
        [2, 1, 1, 2],
      ],
      [[1, 1], [5]],
    );

  test("eigh acts on every leaf and keeps its place", async () => {
    const [values, vectors] = (await run("eigh", symmetric())) as [TreeValue, TreeValue];
    expect(plain(values)).toEqual([
      { shape: [2], values: near([1, 3]) },
      { shape: [1], values: near([5]) },
    ]);
    const half = Math.SQRT1_2;
    const [first] = plain(vectors);
    expect(first?.values.map(Math.abs)).toEqual(near([half, half, half, half]));
    expect(vectors.structure.leaves.map(({ index }) => index)).toEqual([0, 2]);
  });

  test("qr and svd give thin factors", async () => {
    const tree = treeOf(
      [
        [3, 1],
        [3, 0, 4],
      ],
      [
        [1, 2],
        [0, -2],
      ],
    );
    const [q, r] = (await run("qr", tree)) as [TreeValue, TreeValue];
    expect(plain(q)).toEqual([
      { shape: [3, 1], values: near([-0.6, 0, -0.8]) },
      { shape: [1, 1], values: near([1]) },
    ]);
    expect(plain(r).map(({ values }) => values)).toEqual([near([-5]), near([0, -2])]);
    const [u, s, v] = (await run("svd", tree)) as [TreeValue, TreeValue, TreeValue];
    expect(plain(s)).toEqual([
      { shape: [1], values: near([5]) },
      { shape: [1], values: near([2]) },
    ]);
    expect(plain(u)[0]).toEqual({ shape: [3, 1], values: near([0.6, 0, 0.8]) });
    expect(plain(v)[1]).toEqual({ shape: [2, 1], values: near([0, -1]) });
  });

  test("symmetricPower takes one exponent, or each leaf's own", async () => {
    const tree = treeOf(
      [
        [2, 2],
        [4, 0, 0, 16],
      ],
      [[1, 1], [4]],
    );
    const [one] = (await run("symmetricPower", tree, tree, [0, -0.5])) as [TreeValue];
    expect(plain(one).map(({ values }) => values)).toEqual([near([0.5, 0, 0, 0.25]), near([0.5])]);
    const exponents = treeOf([[], [-0.25]], [[], [-1]]);
    const [each] = (await run("symmetricPower", tree, exponents, [0, Number.NaN])) as [TreeValue];
    expect(plain(each).map(({ values }) => values)).toEqual([near([Math.SQRT1_2, 0, 0, 0.5]), near([0.25])]);
  });

  test("solveTriangular solves a stack of right sides", async () => {
    const triangle = treeOf([
      [2, 2],
      [2, 1, 99, 4],
    ]);
    const right = treeOf([
      [2, 2, 1],
      [4, 8, 2, 4],
    ]);
    const [x] = (await run("solveTriangular", triangle, right)) as [TreeValue];
    expect(plain(x)).toEqual([{ shape: [2, 2, 1], values: near([1, 2, 0.5, 1]) }]);
    const [y] = (await run("solveTriangular", triangle, right, [2])) as [TreeValue];
    expect(plain(y)[0]?.values).toEqual(near([2, 1.5, 1, 0.75]));
  });

  test.each<[MatrixFunction, readonly number[], RegExp]>([
    ["eigh", [2, 3], /is not square/],
    ["qr", [4], /is not a matrix/],
    ["svd", [2049, 1], /a side above 2048/],
  ])("%s refuses a leaf of shape %j", async (name, shape, says) => {
    const size = shape.reduce((product, length) => product * length, 1);
    await expect(run(name, treeOf([shape, new Array(size).fill(1)]))).rejects.toThrow(says);
  });

  test("refuses trees that do not go together", async () => {
    const triangle = treeOf([
      [2, 2],
      [1, 0, 0, 1],
    ]);
    await expect(
      run(
        "solveTriangular",
        triangle,
        treeOf([
          [3, 1],
          [1, 2, 3],
        ]),
      ),
    ).rejects.toThrow("does not go with");
    await expect(run("solveTriangular", triangle, symmetric())).rejects.toThrow(
      "different numbers of leaves",
    );
  });

  test("stops in the middle when the time is over, with nothing left behind", async () => {
    const tree = treeOf([[8, 8], Array.from({ length: 64 }, (_, i) => Math.sin(i))]);
    tree.flat();
    const tensors = memory().numTensors;
    let calls = 0;
    const late = () => {
      calls += 1;
      if (calls > 3) throw new Error("late");
    };
    await expect(run("svd", tree, tree, [], late)).rejects.toThrow("late");
    expect(memory().numTensors).toBe(tensors);
  });

  test("asks for the memory of all results before it computes", async () => {
    await run(
      "svd",
      treeOf([
        [4, 2],
        [1, 2, 3, 4, 5, 6, 7, 8],
      ]),
    );
    expect(reserved).toBe(8 + 2 + 4);
  });
});

describe("shapes and orders of leaves", () => {
  const tree = () =>
    treeOf(
      [
        [2, 3],
        [3, -1, 2, 2, Number.NaN, 7],
      ],
      [[4], [1, 1, 0, 1]],
    );

  test("largest marks as many elements of every row, the first of equal ones and no NaN", () => {
    expect(plain(kept(largest(maker, tree(), 2)))).toEqual([
      { shape: [2, 3], values: [1, 0, 1, 1, 0, 1] },
      { shape: [4], values: [1, 1, 0, 0] },
    ]);
    expect(plain(kept(largest(maker, tree(), 9))).flatMap(({ values }) => values)).toEqual(
      new Array(10).fill(1),
    );
    expect(() => largest(maker, tree(), 0)).toThrow("not a count");
  });

  test("descendingOrder gives the permutation that sorts", () => {
    const order = plain(kept(descendingOrder(maker, treeOf([[3], [5, 9, 7]], [[1], [2]]))));
    expect(order).toEqual([
      { shape: [3, 3], values: [0, 0, 1, 1, 0, 0, 0, 1, 0] },
      { shape: [1, 1], values: [1] },
    ]);
  });

  test("reshapeLeaves keeps the elements in their order and takes kinds and places of another tree", () => {
    const like = treeOf([[], [0]], [[], [0]]);
    const reshaped = kept(reshapeLeaves(maker, tree(), like, "[[3,2],[1,4]]"));
    expect(plain(reshaped).map(({ shape }) => shape)).toEqual([
      [3, 2],
      [1, 4],
    ]);
    expect(reshaped.structure.leaves.map(({ index }) => index)).toEqual([0, 2]);
    expect(plain(reshaped)[1]?.values).toEqual([1, 1, 0, 1]);
  });

  test.each(["[[3,2]]", "[[3,2],[5]]", "[[3,2],[-2,-2]]", "[[3,2],4]", '[[3,2],["4"]]', "null"])(
    "reshapeLeaves refuses %s",
    (shapes) => {
      expect(() => reshapeLeaves(maker, tree(), tree(), shapes)).toThrow(/reshapeLeaves/);
    },
  );

  test("leafScalars gives every leaf its number", () => {
    const scalars = kept(leafScalars(maker, tree(), new Float32Array([2, 3])));
    expect(plain(scalars)).toEqual([
      { shape: [], values: [2] },
      { shape: [], values: [3] },
    ]);
    expect(() => leafScalars(maker, tree(), new Float32Array(3))).toThrow("3 numbers for 2 leaves");
  });

  test("upperTriangle clears what is below the diagonal, not a number included", () => {
    const upper = kept(
      upperTriangle(
        maker,
        treeOf([
          [2, 3],
          [1, 2, 3, Number.NaN, 5, 6],
        ]),
      ),
    );
    expect(plain(upper)[0]?.values).toEqual([1, 2, 3, 0, 5, 6]);
    expect(() => upperTriangle(maker, tree())).toThrow("leaf 1 of shape [4] is not a matrix");
  });
});
