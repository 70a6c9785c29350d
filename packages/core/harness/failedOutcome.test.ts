import { DeviceFailure } from "@steepest/base/deviceFailure.ts";
import { expect, test } from "vitest";
import { SubmissionError } from "../sandbox/submissionError.ts";
import { failedOutcome } from "./failedOutcome.ts";

const guilty = new SubmissionError({
  ...{
    code: "guest-exception",
    message: "no",
    solution: "yes",
    file: "a.ts",
    line: 3,
    guestStack: "at update",
  },
});

test("a submission's own failure has its code, its place and its stack", () => {
  expect(failedOutcome(guilty)).toEqual({
    ...{
      kind: "failed",
      cause: "submission",
      code: "guest-exception",
      reason: "a.ts:3: no",
      stack: "at update",
    },
  });
});

test("anything else is the machine's", () => {
  const error = new Error("out of order");
  const machine = { kind: "failed", cause: "machine", code: "machine-failure" };
  expect(failedOutcome(error)).toEqual({ ...machine, reason: "out of order", stack: error.stack });
  expect(failedOutcome("thrown text")).toMatchObject({ ...machine, reason: "thrown text" });
  delete error.stack;
  expect(failedOutcome(error)).toMatchObject({ stack: null });
});

test("once the device has failed, that is why, whatever came of it", () => {
  const lost = new DeviceFailure("device-lost", "gone");
  expect(failedOutcome(guilty, lost)).toEqual({
    ...{ kind: "failed", cause: "machine", code: "device-lost", reason: "gone", stack: lost.stack },
  });
  const full = new DeviceFailure("device-out-of-memory", "full", "submission");
  delete full.stack;
  expect(failedOutcome(new Error("x"), full)).toMatchObject({ cause: "submission", stack: null });
});
