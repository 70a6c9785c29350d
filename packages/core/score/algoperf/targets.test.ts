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

const fromZero = { min: 0, max: null };
const inPerCent = { min: 0, max: 100 };

test.each([
  ...["loss", "nll"].map((name) => [name, "min", null] as const),
  ...["ce_loss", "ctc_loss", "l1_loss", "mse", "mae", "rmse"].map((name) => [name, "min", fromZero] as const),
  ...["error", "error_rate", "wer", "cer", "ter", "validation/wer"].map(
    (name) => [name, "min", fromZero] as const,
  ),
  ...["ppl", "perplexity"].map((name) => [name, "min", { min: 1, max: null }] as const),
  ...["accuracy", "bleu", "rouge", "f1", "auc"].map((name) => [name, "max", inPerCent] as const),
  ...["mean_average_precision", "validation/accuracy"].map((name) => [name, "max", inPerCent] as const),
  ["ssim", "max", { min: -1, max: 1 }],
  ["psnr", "max", null],
] as const)("%s is to be %simized, and lies in %j", (metric, direction, range) => {
  expect(readTargets(on(metric))[0]).toMatchObject({ direction, range });
});

test("statements that agree are one, and a byte order mark is no part of the file", () => {
  expect(directionOf(on("x", { direction: "max", target_metric_goal: "maximize" }), [["x", "max"]])).toBe(
    "max",
  );
  expect(directionOf(on("wer", { target_metric_goal: "maximize" }))).toBe("max");
  expect(readTargets(`\uFEFF${text}`)).toHaveLength(3);
});

test.each(["bits_per_byte", "accuracy_loss", "lossless_ratio", "PPL", "test_accuracy", "hasOwnProperty"])(
  "the direction of %s is asked for, never guessed",
  (metric) => {
    expect(() => readTargets(on(metric))).toThrow(UserError);
    expect(() => readTargets(on(metric))).toThrow(metric);
    expect(directionOf(on(metric), [[metric, "min"]])).toBe("min");
    expect(directionOf(on(metric, { direction: "max" }))).toBe("max");
    expect(directionOf(on(metric, { direction: "min" }))).toBe("min");
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
  ["a target on no metric of the validation split", () => readTargets(on("validation/"))],
  ["a target on a part of a metric", () => readTargets(on("validation/a/b"))],
  ["a target on no split", () => readTargets(on("/wer"))],
  ["an unknown direction", () => readTargets(on("wer", { direction: "down" }))],
  ["a workload that is listed twice", () => readTargets(text.replace('["ogbg",', '["wmt",'))],
])("%s: a user error", (_, read) => {
  expect(read).toThrow(UserError);
});

test("what is wrong with the file is said: where, and why no JSON", () => {
  const detailsOf = (bad: string): string => {
    try {
      readTargets(bad);
    } catch (error) {
      if (error instanceof UserError) return error.details ?? "";
    }
    throw new Error("It was read.");
  };
  expect(detailsOf("{")).toMatch(/JSON/);
  expect(detailsOf(text.replace('["wmt_glu_tanh"]', '["cifar"]'))).toContain("`workloads` has no cifar");
  const stray = text.replaceAll("wmt_glu_tanh", "cifar");
  expect(detailsOf(stray)).toContain("no base workload's name is part of the held-out cifar");
  expect(detailsOf(text.replace('["ogbg",', '["wmt",'))).toContain("wmt is listed twice");
});
