import { expect, test } from "vitest";
import { chargesOf } from "../schema/measures.ts";
import { comparedCurve, medianStudy } from "./comparedCurve.ts";
import { exampleRecord } from "./testing/exampleRecord.ts";

const record = exampleRecord();

test("a run is drawn by its metric over what was charged, with what it took", () => {
  const charged = (at: number) => chargesOf({ reference: at, wall: 2 * at, steps: 10 * at });
  expect(comparedCurve(record, 4, "t1")).toEqual({
    ...{
      of: 4,
      workload: "w",
      study: 1,
      trial: "t1",
      hyperparameters: { lr: 0.1, beta: 0.9 },
      batchSize: 32,
    },
    points: [0.5, 0.2, 0.1].map((value, at) => ({ charged: charged(at + 1), value })),
    reached: { charged: charged(2), value: 0.2 },
    ...{ steps: 30, charged: record.totals.charged, parameterBytes: 40, stateBytes: 80 },
    timeSplit: record.timeSplit,
  });
});

test("a run that missed its target has no such point, an evaluation without the metric no value", () => {
  const [evaluation] = record.evaluations;
  const missed = exampleRecord({
    timeToTarget: null,
    evaluations: evaluation === undefined ? [] : [{ ...evaluation, validation: { loss: 1 } }],
  });
  expect(comparedCurve(missed, 0, null)).toMatchObject({
    reached: null,
    trial: null,
    points: [{ value: null }],
  });
  expect(comparedCurve(exampleRecord({ evaluations: [], timeToTarget: null }), 0, null).points).toEqual([]);
});

test.each([
  [400, 400, 1],
  [401, 201, 2],
  [800, 401, 2],
  [1201, 301, 4],
])("of %d evaluations %d are drawn, every %d. from the last, and the first", (evaluations, drawn, stride) => {
  const [one] = record.evaluations;
  const many = Array.from({ length: evaluations }, (_, at) => ({
    ...(one as (typeof record.evaluations)[number]),
    step: at,
    validation: { error: at },
  }));
  const values = comparedCurve(exampleRecord({ evaluations: many }), 0, null).points.map(
    ({ value }) => value ?? 0,
  );
  expect(values).toHaveLength(drawn);
  expect([values[0], values.at(-1), values.at(-2)]).toEqual([0, evaluations - 1, evaluations - 1 - stride]);
});

const never = Number.POSITIVE_INFINITY;

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 3],
  [[5, 5, 5], 1],
  [[never, 2, never], 0],
  [[7], 0],
  [[], 0],
])("of the times %j the workload's is that of study %d", (times, study) => {
  expect(medianStudy(times)).toBe(study);
});
