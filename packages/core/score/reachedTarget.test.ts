import { expect, test } from "vitest";
import { impossibleValues, reachedTarget } from "./reachedTarget.ts";
import { exampleRecord } from "./testing/exampleRecord.ts";

const record = exampleRecord();
const { workload } = record;
const range = { min: 0, max: 1 };
const stepOf = (more: Partial<typeof workload>, errors: readonly (number | null)[] = [0.5, 0.2, 0.1]) =>
  reachedTarget(
    {
      measure: "reference",
      workload: { ...workload, ...more },
      evaluations: record.evaluations.map((at, i) => ({ ...at, validation: { error: errors[i] ?? null } })),
    },
    range,
  )?.step;

test("the first evaluation that meets the target tells the time, in every measure", () => {
  expect(reachedTarget(record, range)).toEqual({ step: 20, charged: record.evaluations[1]?.charged });
});

test.each<[what: string, reached: number | undefined, expected: number | undefined]>([
  ["the budget's end counts", stepOf({ budgetSeconds: 2 }), 20],
  ["later than the budget is too late", stepOf({ budgetSeconds: 1.99 }), undefined],
  ["more is better where the metric says so", stepOf({ metric: { name: "error", direction: "max" } }), 10],
  ["an easier target is met sooner", stepOf({ target: 0.5 }), 10],
  ["a target that nobody meets", stepOf({ target: 0.05 }), undefined],
  ["a value that the metric cannot have meets nothing", stepOf({}, [-1, 2, 0.1]), 30],
  ["an evaluation without a value meets nothing", stepOf({}, [null, null, 0.2]), 30],
  [
    "another metric's name is not the metric",
    stepOf({ metric: { name: "loss", direction: "min" } }),
    undefined,
  ],
])("%s", (_, reached, expected) => {
  expect(reached).toBe(expected);
});

test("values that the metric cannot have are told with their places, on validation and test", () => {
  const evaluations = record.evaluations.map((at, i) => ({
    ...at,
    validation: { error: [-0.5, null, 1][i] ?? null },
  }));
  expect([...impossibleValues({ evaluations, test: { error: 1.5, loss: 9 }, workload }, range)]).toEqual([
    { path: "evaluations.0.validation.error", message: "is -0.5: error can only be 0 to 1" },
    { path: "test.error", message: "is 1.5: error can only be 0 to 1" },
  ]);
  expect([...impossibleValues({ evaluations: [], test: null, workload }, range)]).toEqual([]);
  expect([...impossibleValues(record, range)]).toEqual([]);
});
