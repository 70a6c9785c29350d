import {
  engine,
  matMul,
  memory,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { randomTensor } from "./compareWithCpu.ts";
import { openBackend } from "./openBackend.ts";

beforeEach(async () => {
  await openBackend("wasm");
});

const viewsOf = (flat: Tensor1D, shapes: number[][]): Tensor[] =>
  engine().runKernel("LeafViews", { flat }, { shapes } as never) as unknown as Tensor[];

const flattened = (leaves: Tensor[]): Tensor =>
  engine().runKernel("FlattenLeaves", leaves as never) as Tensor;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
const heapBytes = (): number =>
  (engine().backend as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;

const shapesOf = fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }), {
  minLength: 1,
  maxLength: 8,
});

test("views show their part of a tensor, share its memory and outlive it, in whatever order they go", async () => {
  await fc.assert(
    fc.property(shapesOf, fc.infiniteStream(fc.nat()), (shapes, order) => {
      const before = memory();
      const size = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
      const numbers = randomTensor([size], 1).values as Float32Array;
      const flat = tensor1d(numbers, "float32");
      const views = viewsOf(flat, shapes);
      expect(memory().numBytes - before.numBytes).toBe(4 * size);
      let at = 0;
      const expected = new Map<Tensor, Float32Array>([[flat, numbers]]);
      for (const [i, view] of views.entries()) {
        const length = sizeOf(shapes[i] as number[]);
        expected.set(view, numbers.subarray(at, at + length));
        expect(view.shape).toEqual(shapes[i]);
        at += length;
      }
      while (expected.size > 0) {
        expect(memory().numBytes - before.numBytes).toBe(4 * size);
        const tensors = [...expected.keys()];
        const gone = tensors[(order.next().value as number) % tensors.length] as Tensor;
        gone.dispose();
        expected.delete(gone);
        // Whatever takes freed memory now would show in what is left.
        tidy(() => {
          tensor1d(new Float32Array(size).fill(7));
          for (const [left, values] of expected) expect(left.dataSync()).toEqual(values);
        });
      }
      expect(memory()).toEqual(before);
    }),
    { numRuns: 60 },
  );
});

test("flattening puts leaves of any shape one after the other, and is undone by views", async () => {
  await fc.assert(
    fc.property(shapesOf, (shapes) => {
      const before = memory();
      const values = shapes.map((shape, i) => randomTensor(shape, i).values as Float32Array);
      tidy(() => {
        const leaves = shapes.map((shape, i) => tensor(values[i] as Float32Array, shape));
        const flat = flattened(leaves) as Tensor1D;
        expect([...flat.dataSync()]).toEqual(values.flatMap((each) => [...each]));
        for (const [i, view] of viewsOf(flat, shapes).entries()) expect(view.dataSync()).toEqual(values[i]);
      });
      expect(memory()).toEqual(before);
    }),
    { numRuns: 40 },
  );
});

test("a view at an odd place works as an operand, and its next namesake is not mistaken for it", () => {
  const a = tensor([1, 2, 3, 4], [2, 2]) as Tensor2D;
  for (const scale of [1, 2, 3]) {
    tidy(() => {
      const flat = tensor1d([9, scale, 0, 0, scale, 9, 9, 9]);
      const [, identity] = viewsOf(flat, [[1], [2, 2], [3]]) as [Tensor, Tensor2D, Tensor];
      expect([...matMul(a, identity).dataSync()]).toEqual([1, 2, 3, 4].map((value) => value * scale));
      expect([...identity.add(1).relu().dataSync()]).toEqual([scale + 1, 1, 1, scale + 1]);
      // Nothing wrote to the tensor through the view.
      expect([...flat.dataSync()]).toEqual([9, scale, 0, 0, scale, 9, 9, 9]);
    });
  }
  a.dispose();
});

test("reshapes and clones of one tensor count its memory once", () => {
  const before = memory().numBytes;
  tidy(() => {
    const x = tensor1d([1, 2, 3, 4]);
    const [clone] = [x.clone(), x.reshape([2, 2])];
    expect(memory().numBytes - before).toBe(16);
    x.dispose();
    expect([...clone.dataSync()]).toEqual([1, 2, 3, 4]);
  });
  expect(memory().numBytes).toBe(before);
});

test("ten thousand trees grow neither the heap nor its books", () => {
  const leaves = [tensor([1, 2, 3]), tensor([[4], [5]])];
  const round = () => tidy(() => void viewsOf(flattened(leaves) as Tensor1D, [[3], [2, 1]]));
  round();
  const before = memory();
  const entries = engine().backend.numDataIds();
  const heap = heapBytes();
  for (let i = 0; i < 10_000; i++) round();
  expect(memory()).toEqual(before);
  expect(engine().backend.numDataIds()).toBe(entries);
  expect(heapBytes()).toBe(heap);
  for (const leaf of leaves) leaf.dispose();
});

test("fused tree kernels compute what they are named for, any length", async () => {
  await fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.float({ min: -2, max: 2, noNaN: true }),
      (size, factor) => {
        const [a, b] = [1, 2].map((seed) => randomTensor([size], seed).values as Float32Array) as [
          Float32Array,
          Float32Array,
        ];
        tidy(() => {
          const [x, y] = [tensor1d(a), tensor1d(b)];
          const run = (name: string, inputs: object, attributes: object) =>
            (engine().runKernel(name, inputs as never, attributes as never) as Tensor).dataSync();
          const average = run("Ema", { average: x, value: y }, { decay: factor });
          const sum = run("AddScaled", { a: x, b: y }, { factor });
          for (let i = 0; i < size; i++) {
            const [p, q] = [a[i] as number, b[i] as number];
            expect(average[i]).toBeCloseTo(factor * p + (1 - factor) * q, 4);
            expect(sum[i]).toBeCloseTo(p + factor * q, 4);
          }
        });
      },
    ),
    { numRuns: 40 },
  );
});
