import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import {
  avgPool,
  conv2d,
  depthwiseConv2d,
  engine,
  gather,
  grads,
  matMul,
  maxPool,
  memory,
  mul,
  sum,
  type Tensor,
  tensor,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { openBackend } from "../openBackend.ts";

interface Case {
  readonly name: string;
  readonly shapes: readonly number[][];
  // biome-ignore lint/suspicious/noExplicitAny: tfjs types each rank apart, and these take several
  readonly run: (...tensors: any[]) => Tensor;
}

const cases: readonly Case[] = [
  {
    name: "convolution",
    shapes: [
      [2, 6, 5, 2],
      [3, 3, 2, 3],
    ],
    run: (x, w) => conv2d(x, w, 1, "same"),
  },
  {
    name: "strided convolution",
    shapes: [
      [1, 7, 8, 2],
      [3, 2, 2, 3],
    ],
    run: (x, w) => conv2d(x, w, 2, "same"),
  },
  {
    name: "depthwise convolution",
    shapes: [
      [1, 6, 6, 2],
      [3, 3, 2, 2],
    ],
    run: (x, w) => depthwiseConv2d(x, w, 1, "same"),
  },
  { name: "max pool", shapes: [[2, 7, 7, 2]], run: (x) => maxPool(x, 3, 2, "same") },
  { name: "average pool with padding", shapes: [[2, 7, 7, 2]], run: (x) => avgPool(x, 3, 2, "same") },
  {
    name: "batched transposed matmul",
    shapes: [
      [3, 4, 5],
      [3, 6, 5],
    ],
    run: (a, b) => matMul(a, b, false, true),
  },
  { name: "embedding", shapes: [[6, 3]], run: (x) => gather(x, tensor1d([1, 1, 4, 0, 1], "int32")) },
];

/** Σ f(x)·weights, whose gradient is what the kernels compute; linear in each argument but for the max pool. */
function weighted({ run }: Case, tensors: Tensor[]): Tensor {
  const result = run(...tensors);
  return sum(mul(result, tensor(normal(keyFromSeed(99), result.size), result.shape)));
}

/** Numbers in random order, 0.05 apart: no step below takes one of them past another, where a max pool has a kink. */
function random(shape: readonly number[], seed: number): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const order = [...normal(keyFromSeed(seed), size).entries()].sort(([, a], [, b]) => a - b);
  const numbers = new Float32Array(size);
  for (const [rank, [at]] of order.entries()) numbers[at] = (rank - size / 2) * 0.05;
  return numbers;
}

test.each(cases)("$name: the gradient is the slope by central differences", async (each) => {
  await openBackend("wasm");
  const numbers = each.shapes.map(random);
  const build = () => numbers.map((values, i) => tensor(values, [...(each.shapes[i] as number[])]));
  const gradients = tidy(() =>
    grads((...tensors) => weighted(each, tensors))(build()).map((g) => g.dataSync()),
  );
  const step = 2 ** -7;
  for (const [argument, values] of numbers.entries()) {
    for (let i = 0; i < values.length; i += 3) {
      const at = values[i] as number;
      const valueAt = (value: number) => {
        values[i] = value;
        return tidy(() => weighted(each, build()).dataSync()[0] as number);
      };
      const slope = (valueAt(at + step) - valueAt(at - step)) / (2 * step);
      values[i] = at;
      expect(gradients[argument]?.[i]).toBeCloseTo(slope, 2);
    }
  }
});

test("thousands of gradient calls grow neither the wasm heap nor its books", async () => {
  await openBackend("wasm");
  const small = cases.map((each) => ({
    each,
    tensors: each.shapes.map((shape, i) => tensor(random(shape, i), shape)),
  }));
  const round = () => {
    for (const { each, tensors } of small) {
      tidy(() => void grads((...inputs) => weighted(each, inputs))(tensors));
    }
  };
  const heapOf = () => (engine().backend as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  for (let i = 0; i < 20; i++) round();
  const before = memory();
  const entries = engine().backend.numDataIds();
  const heap = heapOf();
  for (let i = 0; i < 500; i++) round();
  expect(memory()).toEqual(before);
  expect(engine().backend.numDataIds()).toBe(entries);
  expect(heapOf()).toBe(heap);
});
