import type { Standing } from "@steepest/core/schema/api/runners.ts";
import { expect, test } from "vitest";
import { ApiProblem } from "../http/apiProblem.ts";
import { requireStanding } from "./requireStanding.ts";

const problemOf = (standing: Standing) => {
  try {
    requireStanding({ name: "mine", hardwareClass: "cpu-wasm" }, standing);
  } catch (error) {
    if (error instanceof ApiProblem) return error.problem;
    throw error;
  }
  return null;
};

test.each<[Standing]>([
  [{ kind: "any-speed" }],
  [{ kind: "not-checked", relativeSpeed: 0.1 }],
  [{ kind: "within", relativeSpeed: 0.8, tolerance: 0.25 }],
])("a runner that is %j may have trials", (standing) => {
  expect(problemOf(standing)).toBeNull();
});

test("one whose speed is not known may have none", () => {
  expect(problemOf({ kind: "uncalibrated" })).toMatchObject({
    status: 409,
    type: expect.stringContaining("runner-uncalibrated"),
  });
});

test.each([
  [0.5, "50 %", "Let nothing else run"],
  [1.305, "131 %", "faster than the class"],
])(
  "one at %d of the class's speed may have none, and is told which it may have",
  (relativeSpeed, speed, solution) => {
    const problem = problemOf({ kind: "outside", relativeSpeed, tolerance: 0.25 });
    expect(problem).toMatchObject({ status: 409, type: expect.stringContaining("runner-outside-class") });
    expect(problem?.title).toContain(`runs at ${speed} of the speed`);
    expect(problem?.detail).toContain("75 % to 125 %");
    expect(problem?.solution).toContain(solution);
  },
);
