import { expect, test } from "vitest";
import { besideTimes, countsOf, type TrialCounts } from "./besideTimes.ts";
import { exampleRecord } from "./testing/exampleRecord.ts";

const nothing: TrialCounts = {
  ...{ steps: 10, chargedSeconds: 4, criticalSeconds: null },
  ...{ bytesSent: null, epsilon: null, delta: null },
};
const of = (...trials: readonly Partial<TrialCounts>[]) =>
  besideTimes(trials.map((one) => ({ ...nothing, ...one })));
const open: TrialCounts = { ...nothing, steps: null, chargedSeconds: null };

test("what was sent is spread over all steps, also over those of trials that sent nothing", () => {
  const trials = [
    { steps: 10, bytesSent: 400 },
    { steps: 30, bytesSent: 800 },
  ];
  expect(of(...trials).bytesPerStep).toBe(30);
  expect(of(...trials, { steps: 20 }).bytesPerStep).toBe(20);
  expect(of(...trials, { steps: null, bytesSent: 40 }).bytesPerStep).toBe(31);
  expect(of({ steps: 5, bytesSent: 0 }).bytesPerStep).toBe(0);
});

test("nothing is said where nobody has workers, or no step was taken", () => {
  expect(of()).toEqual({ bytesPerStep: null, criticalPart: null, privacy: null });
  expect(of({})).toEqual(of());
  expect(of({ steps: 0, bytesSent: 7 }).bytesPerStep).toBeNull();
});

test("the critical path is that of all trials together: where nothing ran side by side it is what was charged", () => {
  expect(of({ criticalSeconds: 1 }).criticalPart).toBe(0.25);
  expect(of({ criticalSeconds: 1 }, {}).criticalPart).toBe(5 / 8);
  expect(of({ criticalSeconds: 1 }, open).criticalPart).toBe(0.25);
  expect(of({ criticalSeconds: 0, chargedSeconds: 0 }).criticalPart).toBeNull();
});

test("an entry is as private as the least private of its trials, and nothing is said where one that trained states nothing", () => {
  const [one, other] = [
    { epsilon: 1, delta: 1e-5 },
    { epsilon: 3, delta: 1e-6 },
  ];
  expect(of(one).privacy).toEqual(one);
  expect(of(one, other).privacy).toEqual({ epsilon: 3, delta: 1e-5 });
  expect(of(one, {}).privacy).toBeNull();
  expect(of(one, { steps: 0 }).privacy).toEqual(one);
  expect(of(one, open).privacy).toEqual(one);
  expect(of({ steps: 0 }).privacy).toBeNull();
});

test("a record says what it says, and of what it says nothing there is none", () => {
  const record = exampleRecord();
  expect(countsOf(record)).toEqual({ ...nothing, steps: 30, chargedSeconds: 3 });
  expect(
    countsOf({
      ...record,
      ...{ communication: { workers: 2, delay: 0, bytesSent: 5 }, privacy: { epsilon: 0, delta: 1 } },
      totals: { ...record.totals, criticalSeconds: 2 },
    }),
  ).toEqual({ steps: 30, chargedSeconds: 3, criticalSeconds: 2, bytesSent: 5, epsilon: 0, delta: 1 });
});
