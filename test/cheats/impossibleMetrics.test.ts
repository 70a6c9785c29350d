import { dispose, memory, tensor } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { openBackend } from "../../packages/tensors/backend/openBackend.ts";
import { wallClock } from "../../packages/core/harness/clock.ts";
import { runTrial, type TrialOptions } from "../../packages/core/harness/runTrial.ts";
import { tinyWorkload } from "../../packages/core/harness/testing/tinyWorkload.ts";
import { sgdSource, trialOptions } from "../../packages/core/harness/testing/trialFixture.ts";
import { isPossible, meetsTarget } from "../../packages/core/schema/metric.ts";
import { type JudgedTask, judgedTasks, side } from "./judgedTasks.ts";
import { oneFile } from "./runCheat.ts";

let lab: TrialOptions;
beforeAll(async () => {
  lab = await trialOptions({
    backend: await openBackend("wasm"),
    clock: wallClock,
    budgetSeconds: 60,
    hyperparameters: { lr: 1 },
    evaluationSteps: [1],
    maxSteps: 1,
  });
});

/** Every parameter is what `valueOf(i, leaf)` says, a piece of code. */
const predicting = (valueOf: string) =>
  oneFile(`import { constant, defineSubmission, fromLeaves } from "steepest";
const valueOf = (i, leaf) => ${valueOf};
export default defineSubmission({
  name: "cheat", ruleset: "self", hyperparameters: [{ lr: 1 }], init: () => null,
  update: (ctx) => ({ params: fromLeaves(ctx.params.leaves.map(({ shape }, leaf) =>
    constant(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => valueOf(i, leaf)), shape))) }),
});
`);

const predict = ({ workload, loaded }: JudgedTask, valueOf: string) =>
  runTrial({ ...lab, workload, loaded, source: predicting(valueOf) });

const tasks = judgedTasks();
const taskOf = (name: string): JudgedTask => {
  const task = tasks.find((each) => each.name === name);
  if (task === undefined) throw new Error(`there is no task judged by ${name}`);
  return task;
};

/** What a task's evaluation makes of parameters with these values. */
async function judge({ name, workload, loaded }: JudgedTask, valueOf: (i: number) => number): Promise<number> {
  const parameters = workload.parameterSpecs.map(({ shape }) =>
    tensor(Float32Array.from({ length: shape.reduce((product, length) => product * length, 1) }, (_, i) => valueOf(i)), [...shape]),
  );
  const metrics = await loaded.evaluate(parameters, [], "validation");
  dispose(parameters);
  return metrics[name] as number;
}

/** Numbers that are none, or so large or small that arithmetic gives way. */
const oddities: readonly ((i: number) => number)[] = [
  () => Number.NaN,
  (i) => (i % 2 === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY),
  (i) => (i === 0 ? Number.NaN : 0),
  (i) => (i % 5 === 1 ? 1e8 : 0.5),
  (i) => (i % 5 === 1 ? 3e38 : -3e38),
  (i) => (i % 3 === 1 ? 1e-45 : -1e-45),
];

test.each(tasks)("$name stays in its range and misses its target, whatever odd numbers are predicted", async (task) => {
  const { metric } = task.workload.card;
  const before = memory().numTensors;
  for (const valueOf of oddities) {
    const value = await judge(task, valueOf);
    expect(Number.isFinite(value) ? isPossible(metric.range, value) : true).toBe(true);
    expect(meetsTarget(metric, value, task.target)).toBe(false);
  }
  expect(memory().numTensors).toBe(before);
});

test.each(tasks)("a model of NaN meets no target of $name", async (task) => {
  const record = await predict(task, "NaN");
  expect(record.outcome).toEqual({ kind: "diverged" });
  expect(record.timeToTarget).toBeNull();
});

test("a few pixels of 1e8 leave nothing behind in the windows after them", async () => {
  const task = taskOf("ssim");
  const grey = await judge(task, () => 0.5);
  const windows = (side - 6) ** 2;
  for (const bright of [9868775.048015522, 1e8, 123456789, 1e15]) {
    // A pixel in the first row is in seven windows of that row, and in no others.
    const found = await judge(task, (i) => (i === 9 ? bright : 0.5));
    expect(Math.abs(found - grey)).toBeLessThan((2 * 7) / windows);
  }
  // By running sums these give 1.10.
  const record = await predict(task, "i < 12 ? 197770344305988.78 * (1 + i) : 0.5");
  expect(record.outcome).toEqual({ kind: "exhausted" });
  expect(record.evaluations[0]?.validation["ssim"]).toBeLessThan(0.1);
});

test("equal logits are right for one class only, and NaN for none", async () => {
  const task = taskOf("accuracy");
  for (const tie of [0, 1e38, -1e38, 1e-45]) expect(await judge(task, () => tie)).toBe(1 / 4);
  for (const none of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(await judge(task, () => none)).toBe(0);
    expect(await judge(task, (i) => (i === 3 ? none : 0))).toBe(0);
  }
  const record = await predict(task, "0");
  expect(record.outcome).toEqual({ kind: "exhausted" });
  expect(record.evaluations[0]?.validation["accuracy"]).toBe(1 / 4);
});

test("scores of NaN rank nothing: not even the others among each other", async () => {
  const task = taskOf("mean_average_precision");
  expect(await judge(task, () => 0)).toBe(1 / 2);
  expect(await judge(task, (i) => (i % 4 === 0 ? Number.NaN : i))).toBeNaN();
});

test("a row of NaN is not heard as its first class", async () => {
  const task = taskOf("phone_error_rate");
  expect(await judge(task, (i) => (i === 0 ? 1 : 0))).toBe(0);
  expect(await judge(task, () => Number.NaN)).toBeNaN();
  expect(await judge(task, (i) => (i === 1 ? Number.NaN : 0))).toBeNaN();
});

test("a value that the metric cannot have ends the trial as diverged, and is not written down", async () => {
  const { range } = taskOf("ssim").workload.card.metric;
  for (const ssim of [11.08, 1 + 2 ** -52, -1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    const workload = tinyWorkload({ target: -2 });
    const metric = { name: "ssim", direction: "max" as const, label: "SSIM", range };
    const record = await runTrial({
      ...lab,
      workload: { ...workload, card: { ...workload.card, metric } },
      loaded: { ...lab.loaded, evaluate: async () => ({ loss: 0, ssim }) },
      hyperparameters: { lr: 0.05 },
      source: sgdSource(),
    });
    expect(record.outcome).toEqual({ kind: "diverged" });
    expect(record.timeToTarget).toBeNull();
    expect(record.evaluations).toMatchObject([{ validation: { loss: 0, ssim: null } }]);
  }
});
