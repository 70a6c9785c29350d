import { UserError } from "@steepest/base/userError.ts";
import { expect, test } from "vitest";
import { readTargets } from "./targets.ts";

const workload = (target_metric_name: string) => ({ target_metric_name, validation_target_value: 0.5 });
const text = JSON.stringify({
  base_workloads: ["ogbg", "wmt"],
  held_out_workloads: ["wmt_glu_tanh"],
  workloads: { ogbg: workload("loss"), wmt: workload("bleu"), wmt_glu_tanh: workload("bleu") },
});

test("a held-out workload belongs to the base workload in its name, and the metric gives the direction", () => {
  expect(readTargets(text)).toEqual([
    { id: "ogbg", variantOf: null, metric: "loss", direction: "min", range: null, target: 0.5 },
    {
      id: "wmt",
      variantOf: null,
      metric: "bleu",
      direction: "max",
      range: { min: 0, max: 100 },
      target: 0.5,
    },
    {
      id: "wmt_glu_tanh",
      variantOf: "wmt",
      metric: "bleu",
      direction: "max",
      range: { min: 0, max: 100 },
      target: 0.5,
    },
  ]);
});

test.each([
  ["text that is not JSON", "{"],
  ["another JSON file", "{}"],
  ["a base workload without a target", '{"base_workloads":["x"],"held_out_workloads":[],"workloads":{}}'],
  ["a held-out workload without a base", text.replace('["wmt_glu_tanh"]', '["cifar"]')],
])("%s is a user error", (_, bad) => {
  expect(() => readTargets(bad)).toThrow(UserError);
});

const on = (metric: string, fields: object = {}) =>
  JSON.stringify({
    base_workloads: ["x"],
    held_out_workloads: [],
    workloads: { x: { ...workload(metric), ...fields } },
  });
const directionOf = (text: string, stated?: [string, "min" | "max"][]) =>
  readTargets(text, new Map(stated))[0]?.direction;

test.each([
  ["ppl", "min"],
  ["wer", "min"],
  ["cer", "min"],
  ["error_rate", "min"],
  ["validation/wer", "min"],
  ["ctc_loss", "min"],
  ["ssim", "max"],
  ["rouge", "max"],
  ["validation/accuracy", "max"],
] as const)("%s is to be %simized", (metric, direction) => {
  expect(directionOf(on(metric))).toBe(direction);
});

test.each(["bits_per_byte", "accuracy_loss", "lossless_ratio", "PPL", "test_accuracy", "hasOwnProperty"])(
  "the direction of %s is asked for, never guessed",
  (metric) => {
    expect(() => readTargets(on(metric))).toThrow(UserError);
    expect(() => readTargets(on(metric))).toThrow(metric);
    expect(directionOf(on(metric), [[metric, "min"]])).toBe("min");
    expect(directionOf(on(metric, { direction: "max" }))).toBe("max");
    // As AlgoPerf's v0.6 files state it.
    expect(directionOf(on(metric, { target_metric_goal: "minimize" }))).toBe("min");
  },
);

test.each([
  ["two statements that disagree", () => readTargets(on("x", { direction: "max" }), new Map([["x", "min"]]))],
  ["two in the file", () => readTargets(on("x", { direction: "max", target_metric_goal: "minimize" }))],
  ["a statement on a metric that no target is on", () => readTargets(on("wer"), new Map([["ppl", "min"]]))],
  ["a target on the test split", () => readTargets(on("test/wer"))],
  ["a target on the training split", () => readTargets(on("train/loss"))],
  ["an unknown direction", () => readTargets(on("wer", { direction: "down" }))],
  ["a workload that is listed twice", () => readTargets(text.replace('["ogbg",', '["wmt",'))],
])("%s: a user error", (_, read) => {
  expect(read).toThrow(UserError);
});
