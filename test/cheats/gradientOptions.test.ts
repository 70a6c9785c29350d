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

/** Two steps of a submission with this `update`: on convolutions with batch norm, whose layers take noise, or on the one hidden layer of a model that has all options. */
async function run(update: string, workloadId: "mnist_cnn" | "mnist_mlp" = "mnist_cnn") {
  const workload = await loadWorkload(workloadId);
  const loaded = await workload.load(await prepareData(workloadId));
  const source = oneFile(`import * as s from "steepest";
const { constant, defineSubmission, div, finite, fromLeaves, globalNorm, leaf, mul, read, readNumber, sub, transpose } = s;
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

/** A head for the edge of `mnist_mlp`, and loss and gradient without an option. */
const given = `
    const head = mul(ctx.rng.normal(constant(new Float32Array(ctx.localShapes[0][0] * ctx.localShapes[0][1]), ctx.localShapes[0])), 0.1);
    const norm = (tree) => readNumber(globalNorm(tree));
    const plain = () => ctx.lossAndGrad(ctx.params, ctx.batch, { draw: 1 });`;
const asked = (options: string, call = "lossAndGrad") => `ctx.${call}(ctx.params, ctx.batch, ${options});`;

test.each([
  ["local", "a head too many", asked("{ local: fromLeaves([head, head]) }")],
  ["local", "a head that is turned", asked("{ local: transpose(head) }")],
  ["local", "a model for heads", asked("{ local: ctx.params }")],
  ["Tree", "a batch for heads", asked("{ local: ctx.batch }")],
  ["Tree", "a number for heads", asked("{ local: 3 }")],
  ["labels", "heads that are told drawn labels", asked('{ local: head, labels: "sampled" }')],
  ["local", "heads with dropped examples", asked("{ local: head, keep: [0.5] }")],
  ["local", "heads with noise", asked("{ local: head, outputNoise: 1 }")],
  ["local", "heads with feedback", asked("{ local: head, feedback: ctx.params }")],
  ["local", "heads in a loss", asked("{ local: head }", "loss")],
  ["local", "heads of every example's loss", asked("{ local: head }", "perExampleLoss")],
  ["keep", "no example", asked("{ keep: [0] }")],
  ["keep", "fewer than none", asked("{ keep: [-0.5] }")],
  ["keep", "a part that is no number", asked("{ keep: [Number.NaN] }")],
  ["keep", "more examples than there are", asked("{ keep: [1.5] }")],
  ["keep", "all of infinity", asked("{ keep: [Number.POSITIVE_INFINITY] }")],
  ["keep", "a text", asked('{ keep: ["0.5"] }')],
  ["keep", "an edge too many", asked("{ keep: [0.5, 0.5] }")],
  ["keep", "no edge", asked("{ keep: [] }")],
  ["keep", "a tree of parts", asked("{ keep: head }")],
  ["keep", "something like a list", asked("{ keep: { length: 1, 0: 0.5 } }")],
  ["keep", "dropped examples in a loss", asked("{ keep: [0.5] }", "loss")],
  ["keep", "dropped examples with noise", asked("{ keep: [0.5], outputNoise: 1 }")],
  ["outputNoise", "noise of nothing", asked("{ outputNoise: 0 }")],
  ["outputNoise", "noise below nothing", asked("{ outputNoise: -1 }")],
  ["outputNoise", "noise that is no number", asked("{ outputNoise: Number.NaN }")],
  ["outputNoise", "noise without end", asked("{ outputNoise: Number.POSITIVE_INFINITY }")],
  ["outputNoise", "noise in a text", asked('{ outputNoise: "1" }')],
  ["outputNoise", "noise of a tree", asked("{ outputNoise: head }")],
  ["outputNoise", "noise on weighed examples", asked("{ outputNoise: 1, weights: constant(new Float32Array(ctx.size(ctx.batch)), [ctx.size(ctx.batch)]) }")],
  ["outputNoise", "noise with drawn labels", asked('{ outputNoise: 1, labels: "sampled" }')],
  ["feedback", "feedback of another model", asked("{ feedback: head }")],
  ["feedback", "feedback with a leaf turned", asked("{ feedback: fromLeaves(ctx.params.leaves.map((_, i) => { const own = leaf(ctx.params, i); return i === 0 ? transpose(own) : own; })) }")],
  ["feedback", "feedback that is no number", asked("{ feedback: Number.NaN }")],
  ["feedback", "a list of feedback", asked("{ feedback: [ctx.params] }")],
  ["feedback", "feedback with dropped examples", asked("{ feedback: ctx.params, keep: [0.5] }")],
  ["feedback", "feedback with noise", asked("{ feedback: ctx.params, outputNoise: 1 }")],
])("where the model has all options, the refusal names %s: %s", async (says, _, call) => {
  const { outcome } = await run(`${given} ${call}`, "mnist_mlp");
  expect(outcome).toMatchObject({ kind: "failed", cause: "submission", code: "guest-exception" });
  expect(outcome).toHaveProperty("reason", expect.stringContaining(says));
});

test.each([
  ["heads of no numbers", "{ local: mul(head, Number.NaN), draw: 1 }", "loss,grads,modelState,local"],
  ["heads of the largest numbers", "{ local: mul(head, 3e38), draw: 1 }", "loss,grads,modelState,local"],
  ["feedback of large numbers", "{ feedback: mul(ctx.params, 1e30), draw: 1 }", "loss,grads,modelState"],
  ["as good as no example", "{ keep: [5e-324], draw: 1 }", "loss,grads,modelState,signals"],
  ["a part that is another when it is asked again", "{ keep: [{ toJSON: () => (asked++ > 0 ? 1 : 1e-9) }], draw: 1 }", "loss,grads,modelState,signals"],
])("with %s the loss is the model's own, and the next gradient what it was", async (_, options, names) => {
  const record = await run(
    `${given}
    let asked = 0;
    const [loss, length] = [await readNumber(plain().loss), await norm(plain().grads)];
    const made = ctx.lossAndGrad(ctx.params, ctx.batch, ${options});
    console.log(Object.keys(made).join(), (await readNumber(made.loss)) === loss);
    const after = plain();
    console.log((await readNumber(after.loss)) === loss && (await norm(after.grads)) === length);`,
    "mnist_mlp",
  );
  expect(record.outcome.kind).not.toBe("failed");
  expect(record.console).toEqual([`${names} true`, "true", `${names} true`, "true"]);
  expect(record.totals).toMatchObject({ gradientEvaluations: 8, lossEvaluations: 0 });
});

test.each([
  ["noise below the smallest number", "{ outputNoise: 5e-324 }"],
  ["noise above the largest number", "{ outputNoise: 1e300 }"],
  ["feedback of no numbers", "{ feedback: mul(ctx.params, Number.NaN) }"],
  ["feedback without end", "{ feedback: mul(ctx.params, 3e38) }"],
])("%s spoils the gradient that it is for, and no other", async (_, options) => {
  const record = await run(
    `${given}
    const [loss, length] = [await readNumber(plain().loss), await norm(plain().grads)];
    const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch, ${options});
    console.log(Number.isFinite(await norm(grads)));
    const after = plain();
    console.log((await readNumber(after.loss)) === loss && (await norm(after.grads)) === length);`,
    "mnist_mlp",
  );
  expect(record.outcome.kind).not.toBe("failed");
  expect(record.console).toEqual(["false", "true", "false", "true"]);
  expect(record.totals).toMatchObject({ gradientEvaluations: 8, lossEvaluations: 0 });
});

test("heads cost what the gradient does, and who keeps one example pays for a pass of all and what comes back", async () => {
  const spent = async (options: string) =>
    (await run(`${given} ${asked(options)}`, "mnist_mlp")).timeSplit.gradient;
  const [plain, local, few, one] = [
    await spent("{}"),
    await spent("{ local: head }"),
    await spent("{ keep: [1e-9] }"),
    await spent("{ keep: [{ toJSON: () => 1e-9 }] }"),
  ];
  expect(local).toBe(plain);
  expect(one).toBe(few);
  const { timeSplit } = await run(`${given} ${asked("{}", "loss")}`, "mnist_mlp");
  expect(few).toBeGreaterThan(timeSplit.gradient);
});

test("a forward pass, which gives a model state without a gradient, costs what a loss does and counts as one", async () => {
  const [forward, loss] = [
    await run("ctx.forward(ctx.params, ctx.batch);"),
    await run("ctx.loss(ctx.params, ctx.batch);"),
  ];
  expect(forward.totals).toMatchObject({ gradientEvaluations: 0, lossEvaluations: 2 });
  expect(forward.timeSplit.gradient).toBeGreaterThan(0);
  expect(forward.totals.charged.reference).toBe(loss.totals.charged.reference);
});
