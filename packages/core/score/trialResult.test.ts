import { expect, test } from "vitest";
import { chargesOf } from "../schema/measures.ts";
import { exampleRecord } from "./testing/exampleRecord.ts";
import { trialResult } from "./trialResult.ts";

test("a record's result is its time in every measure, on the row of its submission or of what is told", () => {
  const record = exampleRecord();
  const result = { submission: "adam", workload: "w", study: 1, trial: 2, finished: true };
  expect(trialResult(record)).toEqual({ ...result, times: record.timeToTarget?.charged });
  expect(trialResult(record, "e1").submission).toBe("e1");
  expect(trialResult(exampleRecord({ timeToTarget: null }))).toEqual({ ...result, times: chargesOf({}) });
});
