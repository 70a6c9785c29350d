import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { labCommand } from "./labCommand.ts";
import type { LabFile } from "./labFile.ts";

const file = (more: Partial<LabFile>): LabFile => ({
  format: "steepest-lab/1",
  instrument: "curvature",
  workload: "mnist_mlp",
  subjects: [{ name: "sgd", version: "0".repeat(64), ruleset: "external", hyperparameters: { lr: 0.1 } }],
  studies: 2,
  seed: 7,
  options: { steps: [300], rates: [0.1, 1] },
  words: { mode: null },
  library: "0",
  environment: {} as LabFile["environment"],
  finishedAt: "2026-11-29T12:00:00.000Z",
  results: [],
  ...more,
});

test("a result's command has its settings, and of hyperparameters what all its submissions share", () => {
  expect(labCommand(file({}))).toBe(
    "npx steepest lab curvature sgd.ts --workload=mnist_mlp --studies=2 --seed=7 --steps=300 --rates=0.1,1 --set=lr=0.1",
  );
  const [sgd] = file({}).subjects as [LabFile["subjects"][number]];
  const other = { ...sgd, name: "adam", hyperparameters: { lr: 0.2, beta: 0.9 } };
  expect(labCommand(file({ subjects: [sgd, other] }), "steepest")).toBe(
    "steepest lab curvature sgd.ts adam.ts --workload=mnist_mlp --studies=2 --seed=7 --steps=300 --rates=0.1,1",
  );
});

test("whatever its sender wrote, a shell reads it as words", () => {
  const bad = "$(touch /tmp/x) `id` '; rm -rf ~ # \" \\ !! é\u00a0x";
  const subject = {
    name: "sgd",
    version: "0".repeat(64),
    ruleset: "self" as const,
    hyperparameters: { [bad]: bad },
  };
  const command = labCommand(file({ subjects: [subject], words: { mode: bad } }));
  const words = execFileSync("sh", ["-c", command.replace("npx steepest lab", "printf '%s\\n'")], {
    encoding: "utf8",
  });
  expect(words.split("\n").slice(-3)).toEqual([`--mode=${bad}`, `--set=${bad}=${bad}`, ""]);
});
