import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { throughFeedback } from "@steepest/tensors/operations/feedback.ts";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { loadWorkload } from "../loadWorkload.ts";
import { prepareData } from "../node/prepareData.ts";

const facts = {
  ...{ hyperparameters: {}, stepHint: 100, budget: 1, lossType: "" },
  target: { metric: "loss", direction: "min", value: 0 },
} as const;
const plain = {
  dropoutRate: null,
  labelSmoothing: null,
  updateBatchNorm: false,
  mode: "train",
  draw: 1,
} as const;

const drawn = (seed: number, shape: readonly number[]) =>
  tf.tensor(
    normal(
      [seed, 3],
      shape.reduce((product, length) => product * length, 1),
    ),
    [...shape],
    "float32",
  );

test("of two layers the first has the slope that comes back through the feedback's weights", async () => {
  await openBackend("cpu");
  const [x, first, second, back] = [
    [5, 3],
    [3, 4],
    [4, 2],
    [4, 2],
  ].map((shape, seed) => drawn(seed, shape)) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const slopes = tf.grads((a: tf.Tensor, b: tf.Tensor) => {
    const outputs = throughFeedback(tf.tanh(tf.matMul(x, a as tf.Tensor2D)), b, back, (h, w) =>
      tf.matMul(h, w),
    );
    return tf.sum(tf.square(outputs));
  })([first, second]);
  const hidden = tf.tanh(tf.matMul(x, first));
  const error = tf.mul(2, tf.matMul(hidden, second)) as tf.Tensor2D;
  const signal = tf.mul(tf.matMul(error, back, false, true), tf.sub(1, tf.square(hidden))) as tf.Tensor2D;
  const wanted = [tf.matMul(x, signal, true, false), tf.matMul(hidden, error, true, false)];
  for (const [i, slope] of slopes.entries())
    for (const [at, number] of slope.dataSync().entries())
      expect(number).toBeCloseTo(wanted[i]?.dataSync()[at] as number, 4);
});

/** Of each workload the layer that the loss follows at once, and the matrices that stand behind no other parameter: nothing goes back past them. */
test.each([
  ["mnist_mlp", "output.weight output.bias", "hidden.weight"],
  ["mnist_cnn", "output.weight output.bias", "block0.conv.weight"],
  ["brown_lm", "output.weight output.bias", "embedding positions"],
  ["brown_lm_large", "embedding", ""],
  ["brown_lm_large_untied", "output", "embedding"],
  ["flights_dlrm", "output.weight output.bias", "embedding bottom0.weight"],
  ["mri_unet", "output.weight output.bias", "down0.conv1.weight"],
  ["quickdraw_resnet", "head.weight head.bias", "stem.conv.weight"],
  ["quickdraw_vit", "head.weight head.bias", "patches.weight"],
  ["quickdraw_vit_glu", "head.weight head.bias", "patches.weight"],
  ["quickdraw_vit_map_head", "head.weight head.bias", "patches.weight pooling.query"],
  ["speech_conformer", "output.weight output.bias", "subsampling.conv0.weight"],
  ["ast_gnn", "output.weight output.bias", "nodes.weight edges.weight"],
  ["messages_transformer", "embedding", ""],
])("slopes of %s go back through the weights that it is given", async (id, last, first) => {
  await openBackend("wasm");
  const workload = await loadWorkload(id);
  const loaded = await workload.load(await prepareData(id));
  const problem = new WorkloadProblem(workload, loaded, keyFromSeed(3), facts);
  // Some begin at 0, and then nothing goes past them anyway.
  const parameters = tf.tidy(() =>
    problem.initialParameters(0).map((x, at) => tf.add(x, tf.mul(drawn(at, x.shape), 0.05))),
  );
  const state = problem.initialModelState();
  const pass = (feedback?: readonly tf.Tensor[]) => {
    const request = feedback === undefined ? plain : { ...plain, feedback };
    const { loss, grads, modelState } = problem.lossAndGrad(parameters, state, problem.batch(0, 1), request);
    const made = { loss: loss.dataSync()[0], grads: grads.map((grad) => grad.dataSync() as Float32Array) };
    tf.dispose([loss, grads, modelState]);
    problem.endStep();
    return made;
  };
  const own = pass();
  // With the model's own weights it is the gradient, whose loss it always has.
  expect(pass(parameters)).toEqual(own);
  const zeros = parameters.map((x) => tf.zerosLike(x));
  const none = pass(zeros);
  expect(none.loss).toBe(own.loss);
  const names = workload.parameterSpecs.map(({ name }) => name);
  const reached = names.filter((_, i) => none.grads[i]?.some((slope) => slope !== 0));
  expect(reached.join(" ")).toBe(last);
  // Where one matrix gives nothing back, something is missing.
  const past = workload.parameterSpecs.flatMap(({ name, shape }, i) => {
    if (shape.length < 2) return [];
    const { grads } = pass(parameters.map((x, at) => (at === i ? (zeros[at] as tf.Tensor) : x)));
    return grads.every((grad, at) => grad.every((slope, j) => slope === own.grads[at]?.[j])) ? [name] : [];
  });
  expect(past.join(" ")).toBe(first);
  tf.dispose([parameters, state, zeros]);
  problem.dispose();
  loaded.dispose();
});
