import { expect, test } from "vitest";
import { UserError } from "../../schema/userError.ts";
import { readTargets } from "./targets.ts";

const workload = (target_metric_name: string) => ({ target_metric_name, validation_target_value: 0.5 });
const text = JSON.stringify({
  base_workloads: ["ogbg", "wmt"],
  held_out_workloads: ["wmt_glu_tanh"],
  workloads: { ogbg: workload("loss"), wmt: workload("bleu"), wmt_glu_tanh: workload("bleu") },
});

test("a held-out workload belongs to the base workload in its name, and the metric gives the direction", () => {
  expect(readTargets(text)).toEqual([
    { id: "ogbg", variantOf: null, metric: "loss", direction: "min", target: 0.5 },
    { id: "wmt", variantOf: null, metric: "bleu", direction: "max", target: 0.5 },
    { id: "wmt_glu_tanh", variantOf: "wmt", metric: "bleu", direction: "max", target: 0.5 },
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
