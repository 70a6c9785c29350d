import { expect, test } from "vitest";
import { runOnCheckProblem as run } from "./testing/runOnCheckProblem.ts";

const plain = "optimizer: ({ lr }) => chain(scaleByLearningRate(lr))";

test("selectBatch beside an optimizer chooses what it is trained on, and sees its state", async () => {
  const { printed, trained } = await run(`optimizer: ({ lr }) => chain(momentum(), scaleByLearningRate(lr)),
    selectBatch(ctx) { console.log(ctx.step + " " + ctx.state.length); ctx.next(); return ctx.next(); }`);
  expect(printed).toEqual(["1 2", "2 2"]);
  expect(trained).not.toEqual(
    (await run("optimizer: ({ lr }) => chain(momentum(), scaleByLearningRate(lr))")).trained,
  );
});

test("prepareForEval beside an optimizer is given what that evaluates, and may replace it and the model state", async () => {
  const average = "optimizer: ({ lr }) => chain(scaleByLearningRate(lr), averageUniformly())";
  const alone = await run(average);
  const passed = await run(`${average}, prepareForEval: ({ params }) => ({ params: add(params, 0) })`);
  expect(alone.evaluated.parameters).not.toEqual(alone.trained);
  expect(passed.evaluated).toEqual(alone.evaluated);
  const state = await run(`${average}, async prepareForEval(ctx) {
    return { modelState: ctx.forward(ctx.params, ctx.next(), { updateBatchNorm: "replace" }).modelState }; }`);
  expect(state.evaluated.parameters).toEqual(alone.evaluated.parameters);
  expect(state.evaluated.modelState).not.toEqual(alone.evaluated.modelState);
  const zeros = await run(`${plain}, prepareForEval: ({ params }) => ({ params: zerosLike(params) })`);
  expect(zeros.evaluated.parameters.flat().every((value) => value === 0)).toBe(true);
  expect(zeros.trained).toEqual((await run(plain)).trained);
});

test("multiTransform sends each leaf to the transform of its label, waiting or not", async () => {
  const label = "({ shape }) => (shape.length > 1 ? 'matrices' : 'rest')";
  const whole = await run(plain);
  const same = await run(
    `optimizer: ({ lr }) => multiTransform({ matrices: scaleByLearningRate(lr), rest: scaleByLearningRate(lr) }, ${label})`,
  );
  expect(same.trained).toEqual(whole.trained);
  const parts = await run(
    `optimizer: ({ lr }) => chain(multiTransform({ matrices: { init: () => null, update: async (u) => ({ updates: u, state: null }) }, rest: scale(0), none: scaleByAdam() }, ${label}), scaleByLearningRate(lr))`,
  );
  const start = await run("optimizer: () => scale(0)");
  const isMatrix = [true, true, true, false, false, false, true, false];
  isMatrix.forEach((matrix, leaf) => {
    if (!matrix) expect(parts.trained[leaf]).toEqual(start.trained[leaf]);
    else expect(parts.trained[leaf]).not.toEqual(start.trained[leaf]);
  });
});

test("multiTransform refuses a label that no transform has, and what is no transform", async () => {
  await expect(run("optimizer: () => multiTransform({ all: scale(-1) }, () => 'some')")).rejects.toThrow(
    /there is no transform `some`.*there are `all`/,
  );
  await expect(run("optimizer: () => multiTransform({ all: 3 }, () => 'all')")).rejects.toThrow(
    /must be a transform/,
  );
});
