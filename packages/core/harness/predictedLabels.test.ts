import { describe, expect, test } from "vitest";
import { ask } from "./testing/ask.ts";
import { softmaxExamples, softmaxWorkload } from "./testing/softmaxWorkload.ts";
import { trialOptions } from "./testing/trialFixture.ts";

const logitsOf = (kernel: readonly number[], features: readonly number[]) =>
  [0, 1, 2, 3].map((k) => features.reduce((sum, x, i) => sum + x * (kernel[4 * i + k] ?? 0), 0));
function softmax(logits: readonly number[], temperature: number): number[] {
  const exponentials = logits.map((z) => Math.exp(z / temperature));
  const total = exponentials.reduce((sum, e) => sum + e, 0);
  return exponentials.map((e) => e / total);
}

/** weight · mean divergence + given · mean cross-entropy over all examples, in float64. */
function byHand(
  kernel: readonly number[],
  other: readonly number[],
  temperature: number,
  weight: number,
  given: number,
) {
  const losses = softmaxExamples.map(({ features, label }) => {
    const logits = logitsOf(kernel, features);
    const p = softmax(logits, temperature);
    const q = softmax(logitsOf(other, features), temperature);
    const divergence = q.reduce((sum, share, k) => sum + share * Math.log(share / (p[k] ?? 0)), 0);
    return weight * divergence - given * Math.log(softmax(logits, 1)[label] ?? 0);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

const asking = (labels: string) => `
  const other = mul(ctx.params, 0.5);
  const { loss, grads } = ctx.lossAndGrad(ctx.params, ctx.batch, { labels: ${labels} });
  await say(ctx.params); await say(loss); await say(grads);
  await say(ctx.loss(ctx.params, ctx.batch, { labels: ${labels} }));`;

test.each([
  ["{ predictedBy: other }", 1, 1, 0],
  ["{ predictedBy: other, temperature: 5, weight: 20, given: 1 }", 5, 20, 1],
])("labels %s: the loss and its gradient are those of soft labels by hand", async (labels, ...settings) => {
  const { said, record } = await ask(asking(labels));
  const [kernel = [], [loss = 0] = [], gradient = [], [alone = 0] = []] = said;
  const other = kernel.map((value) => 0.5 * value);
  const [temperature, weight, given] = settings as [number, number, number];
  const at = (values: readonly number[]) => byHand(values, other, temperature, weight, given);
  expect(loss).toBeCloseTo(at(kernel), 4);
  expect(alone).toBe(loss);
  kernel.forEach((value, i) => {
    const slope = (at(kernel.with(i, value + 1e-5)) - at(kernel.with(i, value - 1e-5))) / 2e-5;
    expect(gradient[i]).toBeCloseTo(slope, 4);
  });
  expect(record.totals).toMatchObject({ gradientEvaluations: 1, lossEvaluations: 3 });
});

test("replayed from a capture, each batch has predictions of its own", async () => {
  const lines = `
    const other = mul(ctx.params, 0.5);
    for (let n = 0; n < 8; n += 2) {
      const part = ctx.take(ctx.batch, [n, n + 1]);
      await say(ctx.loss(ctx.params, part, { labels: { predictedBy: other, temperature: 0.5 } }));
    }`;
  const [plain, captured] = [await ask(lines), await ask(lines, softmaxWorkload(), "wasm")];
  expect(new Set(plain.said.flat()).size).toBe(4);
  plain.said.flat().forEach((loss, n) => {
    expect(captured.said[n]?.[0]).toBeCloseTo(loss, 5);
  });
});

test.each(["cpu", "wasm"] as const)(
  "with `inputs: clean` a perturbed batch is held against what is predicted for the clean one, and `perturb` goes up that divergence (%s)",
  async (backend) => {
    const { said, record } = await ask(
      `
      const labels = { predictedBy: ctx.params, inputs: "clean" };
      await say(ctx.params);
      for (let n = 0; n < 8; n += 4) {
        const part = ctx.take(ctx.batch, [n, n + 1, n + 2, n + 3]);
        const near = ctx.perturb(part, { radius: 0.05, norm: "euclidean", labels: "sampled", draw: 1 });
        const far = ctx.perturb(near, { radius: 0.5, stepSize: 500, norm: "euclidean", labels });
        const from = (params, batch) => ctx.loss(params, batch, { labels: { ...labels, predictedBy: params } });
        const along = ctx.perturb(part, { radius: 0.5, norm: "euclidean", labels: "sampled", draw: 1 });
        for (const batch of [part, near, along, far]) await say(from(ctx.params, batch));
        await say(ctx.loss(ctx.params, far, { labels: { predictedBy: ctx.params } }));
      }`,
      softmaxWorkload(),
      backend,
    );
    const divergences = said.slice(1).map(([loss = Number.NaN]) => loss);
    for (const at of [0, 5]) {
      const [clean = 1, near = 0, along = 0, far = 0, own = 1] = divergences.slice(at, at + 5);
      expect(clean).toBe(0);
      expect(own).toBe(0);
      expect(near).toBeGreaterThan(0);
      expect(along).toBeGreaterThan(20 * near);
      expect(far).toBeGreaterThan(along);
    }
    expect(divergences[0 + 3]).not.toBe(divergences[5 + 3]);
    // Sampled labels and predictions of `perturb`, then ten losses with their predictions.
    expect(record.totals).toMatchObject({ gradientEvaluations: 6, lossEvaluations: 22 });
  },
);

test("where the same parameters predict, loss and gradient are 0: no gradient goes through the predictions", async () => {
  const [, loss, gradient] = (await ask(asking("{ predictedBy: ctx.params, temperature: 3 }"))).said;
  expect(loss).toEqual([0]);
  expect(gradient?.map(Math.abs)).toEqual(Array(12).fill(0));
});

test("predicts as an evaluation does, with the model state that is given or else the call's", async () => {
  const lines = `const of = (more) => ctx.loss(ctx.params, ctx.batch, more);
  const without = zerosLike(ctx.modelState);
  await say(of({ labels: { predictedBy: ctx.params } }));
  await say(of({ labels: { predictedBy: ctx.params, modelState: without } }));
  await say(of({ labels: { predictedBy: ctx.params }, modelState: without }));`;
  const [shifted = [], own, called] = (await ask(lines, softmaxWorkload({ shift: 0.5 }))).said;
  expect(shifted[0]).toBeGreaterThan(1e-3);
  expect([own, called]).toEqual([[0], [0]]);
});

describe("refuses", () => {
  const predicted = (fields: string) =>
    `ctx.lossAndGrad(ctx.params, ctx.batch, { labels: { predictedBy: ctx.params, ${fields} } });`;
  test.each([
    [predicted("temperature: 0"), "temperature must be a finite number above 0, not 0"],
    [predicted("temperature: -1"), "temperature must be a finite number above 0, not -1"],
    [predicted("temperature: Infinity"), "temperature must be a finite number above 0"],
    [predicted("temperature: NaN"), "temperature must be a finite number above 0"],
    [predicted("temperature: '2'"), "temperature must be a finite number above 0, not 2"],
    [predicted("weight: -1"), "weight must be a finite number from 0, not -1"],
    [predicted("given: NaN"), "given must be a finite number from 0"],
    [predicted("inputs: 'hers'"), "inputs must be `own` or `clean`, not hers"],
    [predicted("modelState: ctx.params"), "the model state must have 0 leaves, not 1"],
    ["ctx.loss(ctx.params, ctx.batch, { labels: {} });", "expected a Tree"],
    ["ctx.loss(ctx.params, ctx.batch, { labels: { predictedBy: ctx.batch } });", "expected a Tree"],
    [
      "ctx.loss(ctx.params, ctx.batch, { labels: { predictedBy: ctx.modelState } });",
      "the parameters must have 1 leaves, not 0",
    ],
    [
      "ctx.loss(ctx.params, ctx.batch, { labels: 'hers' });",
      "labels must be `given`, `sampled` or { predictedBy }",
    ],
    [
      "ctx.perExampleLoss(ctx.params, ctx.batch, { labels: { predictedBy: ctx.params } });",
      "predicted labels go into mean losses only",
    ],
  ])("%s", async (lines, message) => {
    const { outcome } = (await ask(lines)).record;
    expect(outcome).toMatchObject({ kind: "failed", cause: "submission", code: "guest-exception" });
    expect(JSON.stringify(outcome)).toContain(message);
  });

  test("a loss that has no classes, and says so in ctx", async () => {
    const { workload } = await trialOptions();
    const said = await ask("console.log(String(ctx.predictsLabels));", workload);
    expect(said.said).toEqual([false]);
    expect((await ask("console.log(String(ctx.predictsLabels));")).said).toEqual([true]);
    const { outcome } = (await ask(predicted(""), workload)).record;
    expect(JSON.stringify(outcome)).toContain("labels: this loss has no classes to predict");
  });
});
