import { drawnNumbers } from "@steepest/base/random/drawnNumbers.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { CapturedFunctions } from "../captured/capturedFunctions.ts";
import { openBackend } from "../openBackend.ts";
import { whyNoWebgpu } from "./testing/webgpuCases.ts";

const reason = await whyNoWebgpu();
if (reason === null) await openBackend("webgpu");

const key: RandomKey = [1, 2];

/** Calls one function over and over, each time with other numbers, and frees them. */
function caller(compute: (inputs: tf.Tensor[], key: RandomKey) => tf.Tensor[], options = {}) {
  const captured = new CapturedFunctions(options);
  const call = async (values: readonly (readonly number[])[], own: RandomKey = key): Promise<number[][]> => {
    const inputs = values.map((list) => tf.tensor1d([...list]));
    const results = captured.run({
      name: "f",
      inputs,
      key: own,
      compute: (drawnFrom) => tf.tidy(() => compute(inputs, drawnFrom)),
    });
    const numbers = await Promise.all(results.map(async (result) => [...(await result.data())]));
    tf.dispose([inputs, results]);
    return numbers;
  };
  return { captured, call };
}

describe.skipIf(reason !== null)(reason ?? "captured functions on webgpu", () => {
  test("the third call and those after it are replayed on their own numbers", async () => {
    const { captured, call } = caller(([x, y]) => [(x as tf.Tensor).mul(y as tf.Tensor).add(1)]);
    for (const n of [1, 2, 3, 4])
      expect(
        await call([
          [n, 2 * n],
          [5, 7],
        ]),
      ).toEqual([[5 * n + 1, 14 * n + 1]]);
    expect(captured.counts).toEqual({ computed: 1, recorded: 1, replayed: 2 });
    captured.dispose();
  });

  test("a result may be an input, or another result under a shape of its own", async () => {
    const { captured, call } = caller(([x]) => {
      const twice = (x as tf.Tensor).mul(2);
      return [twice, (x as tf.Tensor).clone(), twice.reshape([1, 2])];
    });
    for (const n of [1, 2, 3, 4])
      expect(await call([[n, -n]])).toEqual([
        [2 * n, -2 * n],
        [n, -n],
        [2 * n, -2 * n],
      ]);
    expect(captured.counts.replayed).toBe(2);
    captured.dispose();
  });

  test("numbers are drawn anew from each call's key, also where nothing was submitted in between", async () => {
    const own = new CapturedFunctions();
    const drawn = (from: RandomKey) => drawnNumbers(from, (word) => uniform(word, 3));
    const x = tf.tensor1d([1, 2, 3]);
    const keys = [1, 2, 3, 4, 5].map((word): RandomKey => [word, 7]);
    const all = keys.map(
      (from) =>
        own.run({
          name: "f",
          inputs: [x],
          key: from,
          compute: (watched) => tf.tidy(() => [x.mul(tf.tensor1d(drawn(watched)))]),
        })[0] as tf.Tensor,
    );
    expect(own.counts).toEqual({ computed: 1, recorded: 1, replayed: 3 });
    for (const [at, from] of keys.entries())
      expect([...((await all[at]?.data()) ?? [])]).toEqual(
        [...uniform(from, 3)].map((u, i) => Math.fround(u * (i + 1))),
      );
    tf.dispose([x, all]);
    own.dispose();
  });

  test("numbers that are read back are refused, and the function runs itself", async () => {
    const { captured, call } = caller(([x]) => {
      // A count that is read, as a kernel of tfjs does now and then.
      void (x as tf.Tensor).data();
      return [(x as tf.Tensor).add(1)];
    });
    for (const n of [1, 2, 3]) expect(await call([[n]])).toEqual([[n + 1]]);
    expect(captured.counts).toEqual({ computed: 2, recorded: 1, replayed: 0 });
    expect([...captured.refusals.values()]).toEqual(["numbers were read"]);
    captured.dispose();
  });

  test("a gradient has the bits of the function itself, call by call", async () => {
    const loss = (w: tf.Tensor, x: tf.Tensor) =>
      tf.losses.softmaxCrossEntropy(
        tf.oneHot(tf.tensor1d([0, 1, 2, 1], "int32"), 3),
        tf.matMul(tf.relu(tf.reshape(x, [4, 5])) as tf.Tensor2D, tf.reshape(w, [5, 3]) as tf.Tensor2D),
      ) as tf.Scalar;
    const { captured, call } = caller(([w, x]) => {
      const { value, grad } = tf.valueAndGrad((at: tf.Tensor) => loss(at, x as tf.Tensor))(w as tf.Tensor);
      return [value, grad];
    });
    const plain = caller(
      ([w, x]) => {
        const { value, grad } = tf.valueAndGrad((at: tf.Tensor) => loss(at, x as tf.Tensor))(w as tf.Tensor);
        return [value, grad];
      },
      { remembered: 0 },
    );
    for (const word of [1, 2, 3, 4, 5]) {
      const inputs = [[...uniform([word, 0], 15)], [...uniform([word, 1], 20)].map((u) => u - 0.5)];
      expect(await call(inputs)).toEqual(await plain.call(inputs));
    }
    expect(captured.counts.replayed).toBe(3);
    expect(plain.captured.counts.replayed).toBe(0);
    captured.dispose();
    plain.captured.dispose();
  });

  test("a hundred replays hold no more tensors and no more of the GPU's memory than ten", async () => {
    const { captured, call } = caller(([x, y]) => [
      (x as tf.Tensor)
        .mul(y as tf.Tensor)
        .softmax()
        .cumsum(),
    ]);
    const after = async (times: number) => {
      for (let time = 0; time < times; time++)
        await call([
          [1, 2, 3],
          [3, 4, 5],
        ]);
      const { numTensors, numBytesAllocatedInGPU } = tf.memory() as ReturnType<typeof tf.memory> & {
        readonly numBytesAllocatedInGPU: number;
      };
      return { numTensors, numBytesAllocatedInGPU };
    };
    const few = await after(10);
    expect(await after(90)).toEqual(few);
    expect(captured.counts.replayed).toBe(98);
    captured.dispose();
  });

  test("programs beyond the limit are dropped, and what was encoded with them still runs", async () => {
    const captured = new CapturedFunctions({ programs: 1 });
    const x = tf.tensor1d([1, 2]);
    const run = (name: string, factor: number) =>
      captured.run({ name, inputs: [x], key, compute: () => tf.tidy(() => [x.mul(factor)]) })[0] as tf.Tensor;
    const results = ["f", "f", "f", "g", "g", "g"].map((name) => run(name, name === "f" ? 2 : 3));
    const lists = await Promise.all(results.map(async (result) => [...(await result.data())]));
    expect(lists).toEqual([...Array(3).fill([2, 4]), ...Array(3).fill([3, 6])]);
    tf.dispose([x, results]);
    captured.dispose();
  });
});
