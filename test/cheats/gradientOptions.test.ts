import { beforeAll, expect, test } from "vitest";
import { wallClock } from "../../packages/core/harness/clock.ts";
import { runTrial } from "../../packages/core/harness/runTrial.ts";
import { trialOptions } from "../../packages/core/harness/testing/trialFixture.ts";
import { openBackend } from "../../packages/tensors/backend/openBackend.ts";
import { loadWorkload } from "../../packages/workloads/loadWorkload.ts";
import { prepareData } from "../../packages/workloads/node/prepareData.ts";
import { priceListOf } from "../../packages/workloads/priceLists.ts";
import { oneFile } from "./runCheat.ts";

beforeAll(() => openBackend("wasm"));

/** Two steps on convolutions with batch norm, whose layers take noise, of a submission with this `update`. */
async function run(update: string) {
  const workload = await loadWorkload("mnist_cnn");
  const loaded = await workload.load(await prepareData("mnist_cnn"));
  const source = oneFile(`import { defineSubmission, readNumber } from "steepest";
export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  async update(ctx) {
    ${update}
    return { params: ctx.params };
  },
});
`);
  const record = await runTrial({
    ...(await trialOptions({ workload, source, maxSteps: 2, backend: await openBackend("wasm") })),
    ...{ loaded, prices: priceListOf("cpu-wasm"), clock: wallClock, hyperparameters: { lr: 0.1 } },
    ...{ stepHint: 2, evaluationSteps: [2], ignoreBudget: true },
  });
  loaded.dispose();
  return record;
}

test("what layers gave and the noise on it stay with the host: nothing comes back that a gradient has not, and no name leads to it", async () => {
  const { console } = await run(`
    const noisy = ctx.lossAndGrad(ctx.params, ctx.batch, { outputNoise: 1, draw: 1 });
    const plain = ctx.lossAndGrad(ctx.params, ctx.batch);
    console.log(Object.keys(noisy).join() === Object.keys(plain).join(), Object.getOwnPropertyNames(noisy).length);
    console.log(["noised", "noise", "outputs", "positionLosses", "signals"].filter((name) => name in noisy).length);
    const shapes = (tree) => tree.leaves.map(({ shape }) => shape.join("x")).join();
    console.log(shapes(noisy.grads) === shapes(ctx.params), shapes(noisy.modelState) === shapes(ctx.modelState));`);
  expect(console).toEqual(["true 3", "0", "true true", "true 3", "0", "true true"]);
});

test.each([
  ["each example's loss under noise", "ctx.perExampleLoss(ctx.params, ctx.batch, { outputNoise: 1 })"],
  ["a loss under noise without the price of a gradient", "ctx.loss(ctx.params, ctx.batch, { outputNoise: 1 })"],
  ["a forward pass under noise", "ctx.forward(ctx.params, ctx.batch, { outputNoise: 1 })"],
  ["a loss with feedback", "ctx.loss(ctx.params, ctx.batch, { feedback: ctx.params })"],
  ["each example's loss with feedback", "ctx.perExampleLoss(ctx.params, ctx.batch, { feedback: ctx.params })"],
  ["a product with feedback", "ctx.hvp(ctx.params, ctx.batch, ctx.params, { feedback: ctx.params })"],
  ["inputs that feedback moves", "ctx.perturb(ctx.batch, { radius: 1, feedback: ctx.params })"],
  ["feedback of another shape", "ctx.lossAndGrad(ctx.params, ctx.batch, { feedback: ctx.modelState })"],
  ["a batch for feedback", "ctx.lossAndGrad(ctx.params, ctx.batch, { feedback: ctx.batch })"],
  ["feedback behind a handle of nothing", "ctx.lossAndGrad(ctx.params, ctx.batch, { feedback: 1e9 })"],
])("%s is refused", async (_, call) => {
  const { outcome } = await run(`${call};`);
  expect(outcome).toMatchObject({ kind: "failed", code: "guest-exception" });
  expect(outcome).toHaveProperty("reason", expect.stringMatching(/outputNoise|feedback|Tree/));
});

test("feedback gives back what a gradient has, of its own loss", async () => {
  const { console, outcome } = await run(`
    const feedback = ctx.rng.normal(ctx.params);
    const made = ctx.lossAndGrad(ctx.params, ctx.batch, { feedback, draw: 1 });
    const plain = ctx.lossAndGrad(ctx.params, ctx.batch, { draw: 1 });
    console.log(Object.keys(made).join() === Object.keys(plain).join());
    console.log((await readNumber(made.loss)) === (await readNumber(plain.loss)));`);
  expect(outcome.kind).not.toBe("failed");
  expect(console).toEqual(["true", "true", "true", "true"]);
});

test("feedback costs a loss beside the gradient, and counts as one gradient", async () => {
  const [back, plain, loss] = [
    await run("ctx.lossAndGrad(ctx.params, ctx.batch, { feedback: ctx.params });"),
    await run("ctx.lossAndGrad(ctx.params, ctx.batch);"),
    await run("ctx.lossAndGrad(ctx.params, ctx.batch); ctx.loss(ctx.params, ctx.batch);"),
  ];
  expect(back.totals).toMatchObject({ gradientEvaluations: 2, lossEvaluations: 0 });
  expect(back.timeSplit.gradient).toBeGreaterThan(plain.timeSplit.gradient);
  expect(back.timeSplit.gradient).toBeCloseTo(loss.timeSplit.gradient, 6);
});

test("an estimate is no cheaper than the gradient, and counts as one", async () => {
  const [noisy, plain] = [
    await run("ctx.lossAndGrad(ctx.params, ctx.batch, { outputNoise: 1 });"),
    await run("ctx.lossAndGrad(ctx.params, ctx.batch);"),
  ];
  expect(noisy.totals).toMatchObject({ gradientEvaluations: 2, lossEvaluations: 0 });
  // 602,752 numbers of noise for 64 images.
  expect(noisy.timeSplit.gradient).toBeGreaterThan(plain.timeSplit.gradient + 2 * 602_752 * 50e-9);
});
