import { expect, test } from "vitest";
import { hyperparametersLine } from "./hyperparametersLine.ts";

test("one point is one line of TypeScript", () => {
  expect(hyperparametersLine([{ lr: 1e-8, "weight-decay": 0.1, schedule: 'a"b', on: true }])).toBe(
    'hyperparameters: [{ lr: 1e-8, "weight-decay": 0.1, schedule: "a\\"b", on: true }],',
  );
});

test("a list has a line for each point", () => {
  expect(hyperparametersLine([{ lr: 1 }, { lr: 2 }])).toBe(
    "hyperparameters: [\n  { lr: 1 },\n  { lr: 2 },\n],",
  );
});
