import { expect, test } from "vitest";
import { chargesOf } from "../schema/measures.ts";
import { mostRelaxed, relaxedTarget, relaxedTime, studyMilestones } from "./milestones.ts";
import { reachedTarget } from "./reachedTarget.ts";
import { recordMilestones } from "./recordMilestones.ts";

const record = (values: readonly (number | null)[], budgetSeconds = 100) => ({
  measure: "reference" as const,
  workload: {
    ...{ id: "w", dataSha256: "", target: 0.5, budgetSeconds, evaluationPeriodSeconds: 1, stepHint: 9 },
    metric: { name: "error", direction: "min" as const },
    maxSteps: null,
  },
  evaluations: values.map((value, at) => ({
    step: at + 1,
    charged: chargesOf({ reference: at + 1, wall: 2 * (at + 1) }),
    trainLoss: null,
    validation: { error: value },
    evaluationSeconds: 0,
  })),
});
const range = { min: 0, max: 1 };

test("a record's milestones are its betterments from the easiest target to its own", () => {
  const kept = recordMilestones(record([0.9, 0.8, 0.7, null, 0.72, -1, 0.6, 0.5, 0.4]), range);
  expect(kept.map(({ value, charged }) => [value, charged.reference])).toEqual([
    [0.7, 3],
    [0.6, 7],
    [0.5, 8],
  ]);
  // What lies beyond the budget meets nothing.
  expect(recordMilestones(record([0.9, 0.7, 0.5], 2), range).map(({ value }) => value)).toEqual([0.7]);
});

test("at every target between, the milestones tell the time that the rule gives", () => {
  const values = [0.9, 0.74, 0.76, 0.7, 0.66, 0.68, 0.58, 0.51, 0.5];
  const whole = record(values);
  const milestones = studyMilestones([recordMilestones(whole, range)], "min", "reference");
  for (let share = 0; share <= mostRelaxed; share += 0.01) {
    const target = relaxedTarget("min", 0.5, share);
    const judged = { ...whole, workload: { ...whole.workload, target } };
    expect(relaxedTime(milestones, 9, { direction: "min", target }), `${share}`).toBe(
      reachedTarget(judged, range)?.charged.reference,
    );
  }
});

test("of a study whoever was first counts, in the measure that is asked for", () => {
  const first = recordMilestones(record([0.7, 0.55, 0.5]), range);
  const other = recordMilestones(record([0.6, 0.56, 0.55]), range);
  expect(studyMilestones([first, other], "min", "wall")).toEqual([
    [0.7, 2],
    [0.6, 2],
    [0.55, 4],
    [0.5, 6],
  ]);
  expect(studyMilestones([first, other], "min", "cpu")).toEqual([]);
});

test("targets are easier the way of their metric, and a study that met none keeps its time", () => {
  expect(relaxedTarget("min", 0.5, 0.1)).toBeCloseTo(0.55, 12);
  expect(relaxedTarget("max", 0.5, 0.1)).toBeCloseTo(0.45, 12);
  expect(relaxedTarget("max", -2, 0.1)).toBeCloseTo(-2.2, 12);
  expect(relaxedTime([], null, { direction: "min", target: 1 })).toBeNull();
  expect(relaxedTime([], 3, { direction: "min", target: 1 })).toBe(3);
  expect(relaxedTime([[0.4, 5]], 3, { direction: "min", target: 0.5 })).toBe(3);
});

test("where more is better, milestones rise, and equal values are none", () => {
  const accuracy = {
    ...record([]),
    workload: { ...record([]).workload, metric: { name: "error", direction: "max" as const } },
  };
  const { evaluations } = record([0.2, 0.3, 0.3, 0.4, 0.2, 0.6, 0.7]);
  const kept = recordMilestones({ ...accuracy, evaluations }, range);
  expect(kept.map(({ value, charged }) => [value, charged.reference])).toEqual([
    [0.3, 2],
    [0.4, 4],
    [0.6, 6],
  ]);
  expect(studyMilestones([kept, kept], "max", "reference")).toEqual([
    [0.3, 2],
    [0.4, 4],
    [0.6, 6],
  ]);
  expect(
    relaxedTime(
      [
        [0.3, 2],
        [0.4, 4],
      ],
      9,
      { direction: "max", target: 0.4 },
    ),
  ).toBe(4);
  expect(
    relaxedTime(
      [
        [0.3, 2],
        [0.4, 4],
      ],
      null,
      { direction: "max", target: 0.3 },
    ),
  ).toBe(2);
});

test("the easiest target counts, and so does the budget's end; a value that is none does not", () => {
  expect(recordMilestones(record([0.75, 0.74]), range).map(({ value }) => value)).toEqual([0.75, 0.74]);
  expect(recordMilestones(record([0.75, 0.74], 2), range)).toHaveLength(2);
  expect(recordMilestones(record([0.75, 0.74], 1.5), range)).toHaveLength(1);
  const worded = record([0.7]);
  expect(
    recordMilestones(
      { ...worded, evaluations: worded.evaluations.map((at) => ({ ...at, validation: {} })) },
      range,
    ),
  ).toEqual([]);
});
