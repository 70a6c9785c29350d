import { drawnNumbers } from "@steepest/base/random/drawnNumbers.ts";
import { deriveKey } from "@steepest/base/random/key.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { beforeEach, describe, expect, test } from "vitest";
import { attention } from "../../operations/attention.ts";
import { openBackend } from "../openBackend.ts";
import { withStockKernels } from "../withStockKernels.ts";
import { callCost } from "./callCosts.ts";
import { type CapturedCall, CapturedFunctions } from "./capturedFunctions.ts";

beforeEach(() => openBackend("wasm"));

const numbers = (results: readonly tf.Tensor[]): number[][] => {
  const values = results.map((result) => [...result.dataSync()]);
  tf.dispose([...results]);
  return values;
};
const one = (values: readonly number[]) => tf.tensor1d([...values]);
const key: RandomKey = [1, 2];

/** Calls one function over and over, each time with other numbers, and frees them. */
function caller(compute: (inputs: tf.Tensor[], key: RandomKey) => tf.Tensor[], options = {}) {
  const captured = new CapturedFunctions(options);
  const call = (values: readonly (readonly number[])[], own: RandomKey = key, name = "f"): number[][] => {
    const inputs = values.map(one);
    const call: CapturedCall = {
      name,
      inputs,
      key: own,
      compute: (drawnFrom) => tf.tidy(() => compute(inputs, drawnFrom)),
    };
    try {
      return numbers(captured.run(call));
    } finally {
      tf.dispose(inputs);
    }
  };
  return { captured, call };
}

test("the third call and those after it are replayed on their own numbers", () => {
  const { captured, call } = caller(([x, y]) => [(x as tf.Tensor).mul(y as tf.Tensor).add(1)]);
  for (const n of [1, 2, 3, 4])
    expect(
      call([
        [n, 2 * n],
        [5, 7],
      ]),
    ).toEqual([[5 * n + 1, 14 * n + 1]]);
  expect(captured.counts).toEqual({ computed: 1, recorded: 1, replayed: 2 });
});

test("other shapes, types and names are functions of their own", () => {
  const { captured, call } = caller(([x]) => [(x as tf.Tensor).sum()]);
  for (let time = 0; time < 3; time++) {
    expect(call([[1, 2]])).toEqual([[3]]);
    expect(call([[1, 2, 3]])).toEqual([[6]]);
    expect(call([[4, 5]], key, "g")).toEqual([[9]]);
  }
  expect(captured.counts).toEqual({ computed: 3, recorded: 3, replayed: 3 });
});

test("a result may be an input, or another result under a shape of its own", () => {
  const { captured, call } = caller(([x]) => {
    const twice = (x as tf.Tensor).mul(2);
    return [twice, (x as tf.Tensor).clone(), twice.reshape([1, 2])];
  });
  for (const n of [1, 2, 3, 4])
    expect(call([[n, -n]])).toEqual([
      [2 * n, -2 * n],
      [n, -n],
      [2 * n, -2 * n],
    ]);
  expect(captured.counts.replayed).toBe(2);
});

describe("leaves put together", () => {
  const joined = (...leaves: tf.Tensor[]) =>
    tf.engine().runKernel("FlattenLeaves", leaves as never) as tf.Tensor;
  const copies = ({ programs }: CapturedFunctions) =>
    [...programs.values()].flatMap(({ calls }) => calls).filter(({ name }) => name === "trees.copy").length;

  test("are made where they go", () => {
    const { captured, call } = caller(([x]) => {
      const twice = (x as tf.Tensor).mul(2);
      // It is needed again after it went into the result.
      return [joined(twice, twice.add(1)), twice.sum()];
    });
    for (const n of [1, 2, 3, 4])
      expect(call([[n, -n, 0]])).toEqual([[2 * n, -2 * n, 0, 2 * n + 1, 1 - 2 * n, 1], [0]]);
    expect(captured.counts.replayed).toBe(2);
    expect(copies(captured)).toBe(0);
  });

  test.each<[string, number, (x: tf.Tensor) => tf.Tensor[], (n: number) => number[][]]>([
    [
      "one that is there twice",
      1,
      (x) => (([y]) => [joined(y, y)])([x.mul(2)] as const),
      (n) => [[2 * n, 0, 2 * n, 0]],
    ],
    ["an input", 1, (x) => [joined(x, x.add(1))], (n) => [[n, 0, n + 1, 1]]],
    [
      "a result by itself",
      1,
      (x) => (([y]) => [y, joined(y, x.add(1))])([x.mul(2)] as const),
      (n) => [
        [2 * n, 0],
        [2 * n, 0, n + 1, 1],
      ],
    ],
    ["a constant", 1, (x) => [joined(tf.tensor1d([5, 6, 7]), x.add(1))], (n) => [[5, 6, 7, n + 1, 1]]],
  ])("are copied where one is %s", (_, count, compute, expected) => {
    const { captured, call } = caller(([x]) => compute(x as tf.Tensor));
    for (const n of [1, 2, 3, 4]) expect(call([[n, 0]])).toEqual(expected(n));
    expect(captured.counts.replayed).toBe(2);
    expect(copies(captured)).toBe(count);
  });
});

test("numbers are drawn anew from each call's key", () => {
  const draw = (at: RandomKey) => uniform(deriveKey(at, "mask"), 2);
  const { captured, call } = caller(([x], from) => [
    (x as tf.Tensor).add(tf.tensor1d(drawnNumbers(from, draw))),
  ]);
  for (const own of [
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
  ] as const)
    expect(call([[0, 0]], own)).toEqual([[...draw(own)]]);
  expect(captured.counts.replayed).toBe(2);
});

test("counts the operations of its products, convolutions and attentions", () => {
  const captured = new CapturedFunctions();
  const shapes = [
    [2, 3, 4],
    [2, 4, 5],
    [1, 6, 6, 2],
    [3, 3, 2, 7],
    [2, 5, 6],
    [2, 4, 6],
  ] as const;
  const inputs = shapes.map((shape) => tf.ones([...shape]));
  const [a, b, images, filter, q, k] = inputs as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const compute = () =>
    tf.tidy(() => [
      tf.matMul(a, b),
      tf.conv2d(images as tf.Tensor4D, filter as tf.Tensor4D, 1, "valid"),
      attention(q, k, k, { heads: 2 }),
    ]);
  for (let time = 0; time < 2; time++) tf.dispose(captured.run({ name: "f", inputs, key, compute }));
  const [product, convolution, attended] = [2 * 3 * 4 * 5, 4 * 4 * 9 * 2 * 7, 2 * 2 * 5 * 4 * (3 + 3)];
  const [program] = captured.programs.values();
  const operations = program?.calls.reduce((sum, call) => sum + callCost(call).operations, 0);
  expect(operations).toBe(2 * (product + convolution + attended));
  captured.dispose();
  tf.dispose(inputs);
});

test("large tensors of one number are filled anew in every replay", () => {
  const { captured, call } = caller(([x]) => [
    tf
      .ones([70])
      .mul(3)
      .add(x as tf.Tensor),
    tf.zeros([99]),
  ]);
  for (const n of [1, 2, 3, 4]) {
    expect(call([[n]])).toEqual([new Array(70).fill(3 + n), new Array(99).fill(0)]);
  }
  expect(captured.counts.replayed).toBe(2);
});

describe("runs itself every time, and says why, where", () => {
  const refusals: readonly (readonly [string, RegExp, (x: tf.Tensor, key: RandomKey) => tf.Tensor])[] = [
    ["the key's words are read", /key was read/, (x, from) => x.add(from[0])],
    [
      "drawn numbers are changed on their way",
      /another way/,
      (x, from) => {
        const drawn = drawnNumbers(from, (at) => uniform(at, 2));
        return x.add(tf.tensor1d(drawn.map((each) => 2 * each)));
      },
    ],
    ["a number is read and used again", /numbers were read/, (x) => x.mul(x.dataSync()[0] as number)],
    ["a kernel is tfjs's own", /tfjs's kernel/, (x) => tf.topk(x, 1).values],
    ["an exponent is computed", /decides/, (x) => tf.pow(x, x.slice([0], [1]))],
    ["a tensor from elsewhere is used", /before the recording/, (x) => x.add(elsewhere())],
  ];
  let held: tf.Tensor | null = null;
  const elsewhere = () => {
    held ??= tf.keep(one([1, 1]));
    return held;
  };

  test.each(refusals)("%s", (_, reason, compute) => {
    elsewhere();
    const { captured, call } = caller(([x], from) => [compute(x as tf.Tensor, from)]);
    const plain = (values: readonly number[]) => numbers([tf.tidy(() => compute(one(values), key))]);
    for (const n of [1, 2, 3, 4]) expect(call([[n, 3]])).toEqual(plain([n, 3]));
    expect(captured.counts).toEqual({ computed: 3, recorded: 1, replayed: 0 });
    expect([...captured.refusals.values()]).toEqual([expect.stringMatching(reason)]);
    held?.dispose();
    held = null;
  });
});

test("an index out of range throws what it throws without capturing", () => {
  const { captured, call } = caller(([x, at]) => [tf.gather(x as tf.Tensor, (at as tf.Tensor).toInt())]);
  for (let time = 0; time < 3; time++)
    expect(
      call([
        [7, 8],
        [1, 0],
      ]),
    ).toEqual([[8, 7]]);
  const before = tf.memory().numTensors;
  expect(() =>
    call([
      [7, 8],
      [0, 2],
    ]),
  ).toThrow("GatherV2: the index 2 is not in [0, 1]");
  expect(tf.memory().numTensors).toBe(before);
  expect(
    call([
      [7, 8],
      [0, 1],
    ]),
  ).toEqual([[7, 8]]);
  expect(captured.counts.replayed).toBe(2);
});

test("a tensor that is given twice has the one gradient that it has without capturing", () => {
  const captured = new CapturedFunctions();
  const x = one([1, 2]);
  const compute = () => tf.grads((a: tf.Tensor, b: tf.Tensor) => a.mul(b).sum())([x, x]);
  for (let time = 0; time < 4; time++)
    expect(numbers(captured.run({ name: "f", inputs: [x, x], key, compute }))).toEqual(numbers(compute()));
  expect(captured.counts).toEqual({ computed: 4, recorded: 0, replayed: 0 });
  x.dispose();
});

test("kernels of tfjs, where they are asked for, and other backends run the function", async () => {
  const { captured, call } = caller(([x]) => [(x as tf.Tensor).square()]);
  for (let time = 0; time < 3; time++) call([[3]]);
  expect(withStockKernels(() => call([[3]]))).toEqual([[9]]);
  await openBackend("cpu");
  expect(call([[3]])).toEqual([[9]]);
  expect(captured.counts).toEqual({ computed: 3, recorded: 1, replayed: 1 });
});

test("what throws while it is recorded leaves allocator and backend as they were", () => {
  const backend = tf.backend() as BackendWasm;
  const wasm = backend.wasm as unknown as Record<string, unknown>;
  const parts = () => [
    wasm["_malloc"],
    wasm["_free"],
    backend.move,
    backend.readSync,
    backend.typedArrayFromHeap,
  ];
  const before = parts();
  let time = 0;
  const { call } = caller(([x]) => {
    time++;
    if (time === 2) throw new Error("no");
    return [(x as tf.Tensor).square()];
  });
  call([[3]]);
  expect(() => call([[3]])).toThrow("no");
  expect(parts()).toEqual(before);
  for (let again = 0; again < 3; again++) expect(call([[4]])).toEqual([[16]]);
});

test("hundreds of calls of more functions than are kept leave neither tensors nor memory behind", () => {
  const wasm = (tf.backend() as BackendWasm).wasm as unknown as {
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  const taken = new Set<number>();
  const { _malloc, _free } = wasm;
  wasm._malloc = (bytes) => {
    const address = _malloc(bytes);
    taken.add(address >>> 0);
    return address;
  };
  wasm._free = (address) => {
    taken.delete(address >>> 0);
    _free(address);
  };
  try {
    const { captured, call } = caller(([x]) => [(x as tf.Tensor).softmax().mul(3)], {
      programs: 3,
      remembered: 5,
    });
    const before = tf.memory().numTensors;
    for (let time = 0; time < 300; time++) {
      const length = 1 + (time % 8 < 4 ? time % 2 : time % 8);
      for (let again = 0; again < 3; again++) call([new Array<number>(length).fill(time)]);
    }
    expect(tf.memory().numTensors).toBe(before);
    expect(captured.counts.replayed).toBeGreaterThan(300);
    captured.dispose();
    expect(taken.size).toBe(0);
  } finally {
    Object.assign(wasm, { _malloc, _free });
  }
});
