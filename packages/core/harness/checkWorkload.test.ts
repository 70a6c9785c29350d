import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import type { LoadedWorkload, Workload } from "../workload/workload.ts";
import { checkWorkload } from "./checkWorkload.ts";
import { softmaxWorkload } from "./testing/softmaxWorkload.ts";
import { tinyWorkload } from "./testing/tinyWorkload.ts";

beforeAll(() => openBackend("wasm"));

const promises = [
  "each parameter has a name of its own",
  "a batch of the default size fits into the training data",
  "the loss of each example is finite at the start",
  "gradients are finite, and none is zero throughout",
  "the gradient is the slope of the loss",
  "twice the same gives the same bits, replayed from a capture too",
  "an evaluation gives the loss and the metric within its range, twice the same",
  "no tensor is left behind",
  "30 steps of sign descent on one batch lower its loss",
];
const promise = (at: number): string => promises[at] ?? "";
const [names, fits, finite, gradients, slope] = [promise(0), promise(1), promise(2), promise(3), promise(4)];
const [sameBits, evaluation, tensors, learns] = [promise(5), promise(6), promise(7), promise(8)];

/** What is found of each promise of the tiny workload with these changes. */
async function found(
  change: (loaded: LoadedWorkload) => Partial<LoadedWorkload> = () => ({}),
  workload: Workload = tinyWorkload(),
) {
  const loaded = await workload.load(async () => new Uint8Array());
  const checks = await checkWorkload(workload, { ...loaded, ...change(loaded) });
  expect(checks.map((one) => one.promise)).toEqual(promises);
  return new Map(checks.map((one) => [one.promise, one.ok ? one.found : `BROKEN ${one.found}`]));
}

test("a sound workload keeps all promises, and each says what was found", async () => {
  const told = await found();
  expect([...told.values()].filter((what) => what.startsWith("BROKEN"))).toEqual([]);
  expect(told.get(names)).toBe("1 of them");
  expect(told.get(fits)).toBe("64 examples, batches of 8");
  expect(told.get(finite)).toMatch(/^from [\d.]+ to [\d.]+$/);
  expect(told.get(gradients)).toBe("all");
  const [, differences, norm] =
    /^([\d.]+) by differences, ([\d.]+) by the gradient$/.exec(told.get(slope) ?? "") ?? [];
  expect(Number(differences) / Number(norm)).toBeCloseTo(1, 2);
  expect(told.get(sameBits)).toBe("six gradients are alike");
  expect(told.get(evaluation)).toMatch(/^loss ([\d.]+) on validation, \1 on test$/);
  expect(told.get(tensors)).toBe("none");
  const [, first, last] =
    /^from ([\d.]+) to ([\d.]+), [\d.e+-]+ ms a step here$/.exec(told.get(learns) ?? "") ?? [];
  expect(Number(last)).toBeLessThan(Number(first));
});

test("a gradient may be zero in places, and nothing of the checks stays on the device", async () => {
  const half = tf.tensor2d([1, 0, 1, 0], [4, 1]);
  const masked = ({ forward }: LoadedWorkload): Partial<LoadedWorkload> => ({
    forward: ([kernel], ...given) => forward([tf.mul(kernel as tf.Tensor, half)], ...given),
  });
  expect((await found(masked)).get(gradients)).toBe("all");
  const before = tf.memory().numTensors;
  await found(masked);
  expect(tf.memory().numTensors).toBe(before);
  half.dispose();
});

test("two parameters of one name are told", async () => {
  const workload = softmaxWorkload();
  const [kernel] = workload.parameterSpecs;
  const specs =
    kernel === undefined ? [] : [kernel, { ...kernel, name: "other" }, kernel, { ...kernel, name: "other" }];
  const told = await found(() => ({}), { ...workload, parameterSpecs: specs });
  expect(told.get(names)).toBe("BROKEN twice: kernel, other");
});

test("training data that are fewer than a batch are told, as many are enough", async () => {
  expect((await found(() => ({ trainSize: 7 }))).get(fits)).toBe("BROKEN 7 examples, batches of 8");
  expect((await found(() => ({ trainSize: 8 }))).get(fits)).toBe("8 examples, batches of 8");
});

/** The tiny workload whose losses go through this. */
const withLosses = (of: (losses: tf.Tensor1D) => tf.Tensor) => (loaded: LoadedWorkload) => ({
  forward: (...given: Parameters<LoadedWorkload["forward"]>) => {
    const result = loaded.forward(...given);
    return { ...result, losses: of(result.losses) as tf.Tensor1D };
  },
});

test("a loss that is not finite is told with its example, as is a number of losses that is not that of examples", async () => {
  const third = tf.tensor1d([0, 0, Number.NaN, 0, 0, 0, 0, Number.NaN]);
  const told = await found(withLosses((losses) => tf.add(losses, third)));
  expect(told.get(finite)).toBe("BROKEN example 2 has NaN");
  expect(told.get(gradients)).toBe("all");
  const summed = await found((loaded) => ({
    forward: (...given) => {
      const result = loaded.forward(...given);
      return {
        ...result,
        losses: tf.sum(result.losses, 0, true) as tf.Tensor1D,
        weights: tf.onesLike(tf.sum(result.weights, 0, true)) as tf.Tensor1D,
      };
    },
  }));
  expect(summed.get(finite)).toBe("BROKEN 1 losses for 8 examples");
  third.dispose();
});

test("a parameter without any gradient, and one whose gradient is not finite, are told by name", async () => {
  const still = await found(withLosses((losses) => tf.mul(losses, 0)));
  expect(still.get(gradients)).toBe("BROKEN zero: kernel");
  expect(still.get(slope)).toMatch(/^BROKEN/);
  expect(still.get(learns)).toMatch(/^BROKEN from 0\.000 to 0\.000/);
  // The root's slope at 0.
  const steep = await found(withLosses((losses) => tf.sqrt(tf.mul(losses, 0))));
  expect(steep.get(gradients)).toBe("BROKEN not finite: kernel");
});

test("a gradient that is not the loss's slope is told with both numbers", async () => {
  const twice = tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => tf.mul(dy, 2),
  }));
  const told = await found(withLosses((losses) => twice(losses)));
  expect(told.get(slope)).toMatch(/^BROKEN [\d.]+ by differences, [\d.]+ by the gradient$/);
});

test("a forward pass that keeps something from call to call is told", async () => {
  let calls = 0;
  const told = await found(withLosses((losses) => tf.mul(losses, 1 + calls++ / 100)));
  const broken = "BROKEN gradients differ: something draws or keeps what it should not";
  expect(told.get(sameBits)).toBe(broken);
  // In one number of a gradient already.
  const one = tf.tensor2d([1, 0, 0, 0], [4, 1]);
  const last = await found((loaded) => ({
    forward: (parameters, ...given) => {
      const result = loaded.forward(parameters, ...given);
      const drift = tf.mul(tf.sum(tf.mul(parameters[0] as tf.Tensor, one)), calls++);
      return { ...result, losses: tf.add(result.losses, drift) };
    },
  }));
  expect(last.get(sameBits)).toBe(broken);
  one.dispose();
});

test("an evaluation that lacks what it must give, leaves the range or differs from time to time is told", async () => {
  const evaluate = (metrics: () => Record<string, number>) => () => ({ evaluate: async () => metrics() });
  const told = async (metrics: () => Record<string, number>, workload?: Workload) =>
    (await found(evaluate(metrics), workload)).get(evaluation);
  expect(await told(() => ({ accuracy: 1 }))).toBe("BROKEN judge gives no loss, no loss");
  expect(await told(() => ({ loss: -1 }))).toBe("BROKEN loss -1.00 on validation, -1.00 on test");
  expect(await told(() => ({ loss: Number.NaN }))).toBe("BROKEN loss NaN on validation, NaN on test");
  let at = 0;
  expect(await told(() => ({ loss: at++ }))).toBe("BROKEN loss 0.00 on validation, 2.00 on test");
  const tiny = tinyWorkload();
  const metric = { ...tiny.card.metric, name: "accuracy" };
  const named = { ...tiny, card: { ...tiny.card, metric } };
  expect(await told(() => ({ loss: 1 }), named)).toBe("BROKEN judge gives no accuracy");
  expect(await told(() => ({ accuracy: 1 }), named)).toBe("BROKEN judge gives no loss");
  expect(await told(() => ({ loss: 1, accuracy: 0.5 }), named)).toBe(
    "accuracy 0.500 on validation, 0.500 on test",
  );
});

test("tensors that are left behind are counted", async () => {
  const left: tf.Tensor[] = [];
  const told = await found((loaded) => ({
    evaluate: async (...given) => {
      left.push(tf.scalar(1), tf.scalar(2));
      return loaded.evaluate(...given);
    },
  }));
  expect(told.get(tensors)).toBe("BROKEN 2 a step and evaluation");
  tf.dispose(left);
});

test("a loss that does not fall is told, and what is thrown is what was found", async () => {
  const upside = await found(withLosses((losses) => tf.neg(losses)));
  expect(upside.get(slope)).not.toMatch(/^BROKEN/);
  const rising = await found((loaded) => {
    let calls = 0;
    return withLosses((losses) => tf.add(losses, 1000 * calls++))(loaded);
  });
  expect(rising.get(learns)).toMatch(/^BROKEN from \S+ to \S+,/);
  const broken = await found(() => ({
    forward: () => {
      throw new Error("no forward pass");
    },
    evaluate: () => Promise.reject("no evaluation"),
  }));
  expect(broken.get(finite)).toBe("BROKEN no forward pass");
  expect(broken.get(evaluation)).toBe("BROKEN no evaluation");
  expect(broken.get(names)).toBe("1 of them");
});
