import { expect, test } from "vitest";
import { openBackend } from "../../packages/tensors/backend/openBackend.ts";
import { checkSubmission } from "../../packages/core/harness/checkSubmission.ts";
import { runTrial } from "../../packages/core/harness/runTrial.ts";
import { tinyPrices, trialOptions } from "../../packages/core/harness/testing/trialFixture.ts";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";
import { oneFile, openCheatLab, runCheat } from "./runCheat.ts";

// What users of other optimizer libraries and of tfjs reported as wrong, as submissions of ours.
const options = { engine: await loadEngine(), backend: await openBackend("cpu") };

const submission = (imports: string, body: string) => `import { defineSubmission, ${imports} } from "steepest";
export default defineSubmission({
  name: "reported", ruleset: "self", hyperparameters: [{ lr: 0.1 }],
  ${body}
});
`;
const descent = `update(ctx: any) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },`;

test.each([
  [
    "an infinite limit clips nothing",
    "chain, clipByGlobalNorm, scaleByLearningRate",
    "optimizer: ({ lr }: any) => chain(clipByGlobalNorm(Number.POSITIVE_INFINITY), scaleByLearningRate(lr)),",
    [],
  ],
  [
    "a limit of 0 on a gradient of 0 gives 0, not 0/0",
    "addScaled, clipByGlobalNorm, globalNorm, readNumber, zerosLike",
    `init: async (ctx: any) => {
    const { updates } = clipByGlobalNorm(0).update(zerosLike(ctx.params), null as any, ctx) as any;
    console.log("norm", await readNumber(globalNorm(updates)));
    return null;
  },
  ${descent}`,
    ["norm 0"],
  ],
  [
    "finite is among the tree operations, and a product with it leaves a finite gradient as it is",
    "addScaled, finite, mul",
    `init: () => null,
  update(ctx: any) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, mul(grads, finite(grads)), -0.1), modelState };
  },`,
    [],
  ],
  [
    "a comparison is read as one number an element, and branches",
    "addScaled, constant, globalNorm, less, read, readNumber",
    `init: async () => {
    const [four] = await read(less(constant([1, 2, 3, 4], [4]), 2.5));
    console.log("less", [...(four as any)].join(" "));
    return null;
  },
  async update(ctx: any) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    if ((await readNumber(less(globalNorm(grads), 1e6))) !== 1) throw new Error("not less");
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },`,
    ["less 1 1 0 0"],
  ],
] as const)("%s", async (_, imports, body, printed) => {
  const { problems, console } = await checkSubmission(oneFile(submission(imports, body)), options);
  expect(problems).toEqual([]);
  expect(console.filter((line) => !line.startsWith("warn"))).toEqual(
    printed.map((line) => expect.stringContaining(line)),
  );
});

test("the sign of NaN is NaN, so that a gradient with one diverges instead of going on as if it were 0", async () => {
  const body = `init: async () => {
    const [signs] = await read(sign(constant([Number.NaN, -3, 0, 2], [4])));
    console.log("signs", [...(signs as any)].join(" "));
    return null;
  },
  update(ctx: any) {
    let { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    if (ctx.step >= 2) grads = mul(grads, Number.NaN);
    return { params: addScaled(ctx.params, sign(grads), -0.001), modelState };
  },`;
  const source = oneFile(submission("addScaled, constant, mul, read, sign", body));
  const { outcome, console } = await runCheat(await openCheatLab(), source);
  expect(console.join()).toContain("signs NaN -1 0 1");
  expect(outcome.kind).toBe("diverged");
});

test("whoever asks what labels cost pays for every question, by the number of examples", async () => {
  const lab = await trialOptions({ prices: tinyPrices(), maxSteps: 2, target: -1, evaluationSteps: [] });
  const asking = (questions: number) => {
    const ask = `for (let i = 0; i < ${questions}; i++) ctx.perExampleLoss(ctx.params, ctx.batch);`;
    const body = `init: () => null,\n  ${descent.replace("{", `{ ${ask}`)}`;
    return runTrial({ ...lab, source: oneFile(submission("addScaled", body)) });
  };
  const [none, one, five] = [await asking(0), await asking(1), await asking(5)];
  const cost = (record: typeof none) => record.totals.charged.reference as number;
  expect(cost(one)).toBeGreaterThan(cost(none));
  expect((cost(five) - cost(none)) / (cost(one) - cost(none))).toBeCloseTo(5, 0);
  expect(five.totals.lossEvaluations - none.totals.lossEvaluations).toBe(5 * none.totals.steps);
});
