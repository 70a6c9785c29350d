import { expect, test } from "vitest";
import { chargesOf } from "../schema/measures.ts";
import { trialCap } from "./trialCap.ts";
import type { TrialResult } from "./trialResult.ts";

const result = (submission: string, study: number, wall: number | null, trial = 0): TrialResult => ({
  submission,
  workload: "mnist_mlp",
  study,
  trial,
  times: chargesOf({ wall }),
  finished: true,
});
const cap = (results: TrialResult[], options: { ruleset?: "external" | "self"; studies?: number } = {}) =>
  trialCap({
    ruleset: options.ruleset ?? "self",
    rMax: 4,
    studies: options.studies ?? 3,
    workload: "mnist_mlp",
    submission: "new",
    study: 0,
    measure: "wall",
    results,
  });
const complete = [result("fast", 0, 2), result("fast", 1, 3), result("fast", 2, 2.5)];

test("there is none before a submission has reached the target in all studies", () => {
  expect(cap([])).toBeNull();
  expect(cap(complete.slice(0, 2))).toBeNull();
  expect(cap([...complete.slice(0, 2), result("fast", 2, null)])).toBeNull();
});

test("is r_max × the slowest study of the submission whose slowest study is fastest", () => {
  const slower = [result("slow", 0, 1), result("slow", 1, 1), result("slow", 2, 5)];
  expect(cap([...slower, ...complete])).toBe(12);
});

test("is twice that for an even number of studies, whose median is a mean", () => {
  expect(cap(complete.slice(0, 2), { studies: 2 })).toBe(24);
});

test("external: is at most the best time of the trial's own study", () => {
  const own = [result("new", 0, 7, 0), result("new", 0, 6, 1), result("new", 1, 1, 0)];
  expect(cap([...complete, ...own], { ruleset: "external" })).toBe(6);
  expect(cap(own, { ruleset: "external" })).toBe(6);
});

test("other workloads do not matter", () => {
  expect(cap(complete.map((known) => ({ ...known, workload: "brown_lm" })))).toBeNull();
});
