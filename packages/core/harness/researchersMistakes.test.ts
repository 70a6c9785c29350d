import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { loadEngine } from "../sandbox/loadEngine.ts";
import { checkSubmission } from "./checkSubmission.ts";

let options: Parameters<typeof checkSubmission>[1];
beforeAll(async () => {
  options = { engine: await loadEngine(), backend: await openBackend("wasm") };
});

/** A submission whose optimizer stands alone on line 6. */
const submission = (optimizer: string, more = "") => `import * as s from "steepest";
export default s.defineSubmission({
  name: "mistaken",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1, weight_decay: 0.01 }],${more}
  optimizer: ${optimizer},
});
`;
const check = (source: string) => checkSubmission({ entry: "a.ts", files: { "a.ts": source } }, options);

const mistakes: readonly (readonly [string, string, string])[] = [
  [
    "an unknown option of a transform",
    "() => s.chain(s.scaleByAdam({ beta3: 0.9 }), s.scaleByLearningRate(0.1))",
    "scaleByAdam has no option `beta3` (did you mean `beta1`?): it takes beta1, beta2, eps, nesterov",
  ],
  [
    "an unknown option of a schedule",
    "({ lr }) => s.scaleByLearningRate(s.warmupCosine({ peak: lr, warmupSteps: 10 }))",
    "warmupCosine has no option `warmupSteps` (did you mean `warmupFactor`?)",
  ],
  ["a negative limit", "() => s.clipByGlobalNorm(-1)", "clipByGlobalNorm: `limit` must be a number ≥ 0"],
  [
    "a transform out of its place",
    "({ lr }) => s.chain(s.averageUniformly(), s.scaleByLearningRate(lr))",
    "chain: `averageUniformly` has to see what is added to the parameters, so it stands last, but `scaleByLearningRate` comes after it",
  ],
  [
    "a hyperparameter that the space does not have",
    "({ learning_rate }) => s.scaleByLearningRate(learning_rate)",
    "the search space has no hyperparameter `learning_rate` (did you mean `lr`?): it has lr, weight_decay",
  ],
  [
    "… of another spelling",
    "(hp) => s.chain(s.addDecayedWeights(hp.weightDecay), s.scaleByLearningRate(hp.lr))",
    "no hyperparameter `weightDecay` (did you mean `weight_decay`?)",
  ],
  [
    "a kind that there is not",
    '() => s.masked(s.momentum(), s.ofKind("kernel"))',
    'ofKind: `kinds` must be a list, not empty, in which each is "weight"',
  ],
  [
    "a transform that was not called",
    "() => s.chain(s.scaleByAdam, s.scaleByLearningRate(0.1))",
    "not a function: call it, as in `scaleByAdam()`",
  ],
  [
    "an unknown option of the loss",
    "({ lr }) => s.chain(s.stateless((g, ctx) => ctx.lossAndGrad(ctx.params, ctx.batch, { dropout: 0 }).grads), s.scaleByLearningRate(lr))",
    "there is no option `dropout`: there are dropoutRate",
  ],
];

test.each(mistakes)("%s is named with its line", async (_, optimizer, message) => {
  const report = await check(submission(optimizer));
  expect(report.ok).toBe(false);
  expect(report.problems).toEqual([
    expect.objectContaining({ file: "a.ts", line: 6, message: expect.stringContaining(message) }),
  ]);
});

test("a field that defineSubmission does not have is named with the line of the call", async () => {
  const report = await check(submission("() => s.scaleByLearningRate(0.1)", " batch_size: () => 8,"));
  expect(report.problems).toEqual([
    expect.objectContaining({
      file: "a.ts",
      line: 2,
      message: expect.stringContaining("no field `batch_size` (did you mean `batchSize`?)"),
    }),
  ]);
});

describe("a mask that selects nothing", () => {
  const warnings = async (optimizer: string) =>
    (await check(submission(optimizer))).warnings
      .filter(({ message }) => message.includes("selects no leaf"))
      .map(({ file, line, message }) => `${file}:${line}: ${message}`);
  const masked = (predicate: string) =>
    `({ lr }) => s.chain(s.masked(s.momentum(), ${predicate}), s.scaleByLearningRate(lr))`;

  test("is warned of once, with the line where it is made", async () => {
    for (const predicate of [
      "({ kind }) => kind === 'kernel'",
      "({ shape }) => shape.length > 7",
      "({ kind, shape }) => kind === 'bias' && shape.length === undefined",
    ]) {
      const found = await warnings(masked(predicate));
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(/^a\.ts:6: masked: the predicate selects no leaf, of this model \(8 leaves/);
    }
  });

  test("in a step's `partition`, too", async () => {
    const found = await warnings(
      "({ lr }) => s.chain(s.stateless((g) => { const { selected, rest } = s.partition(g, (leaf) => leaf.kind === 'conv'); return s.merge(selected, rest); }), s.scaleByLearningRate(lr))",
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^a\.ts:6: partition: the predicate selects no leaf/);
  });

  test("is not warned of where another model has such leaves, or where it selects some", async () => {
    for (const predicate of [
      "s.ofKind('attention_q', 'attention_k')",
      "({ kind }) => kind === 'depthwise_weight'",
      "({ shape }) => shape.length === 0",
      "({ shape }) => shape.some((length) => length > 1000)",
      "s.ofRank(2)",
    ]) {
      expect(await warnings(masked(predicate))).toEqual([]);
    }
  });
});
