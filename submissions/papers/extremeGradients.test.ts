import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { goldenPoint } from "@steepest/core/harness/goldenPoint.ts";
import { goldenTrajectorySchema } from "@steepest/core/harness/goldenTrajectory.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { describe, expect, test } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { middlePoint } from "../testing/middlePoint.ts";
import { paperTest } from "../testing/paperTest.ts";
import { folder, names, sourceOf } from "../testing/references.ts";
import { trainOn } from "../testing/trainOn.ts";

const goldenOf = (name: string) => join(folder, name, "golden.json");
const recorded = names.filter((name) => existsSync(goldenOf(name)));

const shapes = [
  { kind: "bias", shape: [3] },
  { kind: "weight", shape: [4, 6] },
  { kind: "weight", shape: [6, 4] },
  { kind: "weight", shape: [1, 1] },
  { kind: "output_weight", shape: [4, 2] },
] as const;
const sizes = shapes.map(({ shape }) => shape.reduce((product: number, length) => product * length, 1));
const size = sizes.reduce((sum, each) => sum + each, 0);

/** Row i times column j: a matrix of rank 1 in every leaf, whose Gram matrices have float32's rounding for their other eigenvalues. */
const rankOne = shapes.flatMap(({ shape }, leaf) => {
  const columns = shape.at(-1) ?? 1;
  return Array.from(
    { length: sizes[leaf] ?? 0 },
    (_, at) => Math.cos(1 + Math.floor(at / columns)) * Math.sin(2 + (at % columns)),
  );
});
const plain = (p: readonly number[]) => p.map((x, i) => (0.5 + (i % 4) / 2) * x);

/** Gradients that come about in training: of a first batch that is off, of a dead layer, of one example, of a saturated loss. */
const gradients: Readonly<Record<string, (p: readonly number[], step: number) => number[]>> = {
  "a spike of 10⁷ at the first step": (p, step) => plain(p).map((g) => (step === 1 ? 1e7 * g : g)),
  "a spike of 10⁷ later": (p, step) => plain(p).map((g) => (step === 4 ? 1e7 * g : g)),
  "rank 1": (_, step) => rankOne.map((g) => g / step),
  "a spike of rank 1": (_, step) => rankOne.map((g) => (step === 1 ? 1e7 * g : g)),
  "zero at the first step": (p, step) => plain(p).map((g) => (step === 1 ? 0 : g)),
  zero: (p) => p.map(() => 0),
  "of size 10⁻²⁰": (p) => plain(p).map((g) => 1e-20 * g),
};

describe.each(Object.entries(gradients))("gradients: %s", (_, gradientAt) => {
  const loss: AnalyticLoss = {
    parameters: shapes.map(({ kind, shape }, leaf) => ({
      kind,
      shape,
      start: Array.from({ length: sizes[leaf] ?? 0 }, (_, i) => Math.cos(i + 1 + leaf)),
    })),
    at: (p, _example, step) => ({ loss: 1, gradient: gradientAt(p, step) }),
  };

  test.each(recorded)("%s stays finite", async (name) => {
    const golden = goldenTrajectorySchema.parse(JSON.parse(readFileSync(goldenOf(name), "utf8")));
    const { path } = await trainOn(name, loss, { steps: 12, point: goldenPoint(golden) });
    expect(path.at(-1)).toHaveLength(size);
    expect(path.findIndex((p) => !p.every(Number.isFinite))).toBe(-1);
  });
});

const bowl: AnalyticLoss = {
  parameters: [{ shape: [4, 6], start: rankOne.slice(3, 27) }],
  at: (p, _example, step) => ({ loss: 1, gradient: p.map((x) => (step === 1 ? 1e7 * x : x)) }),
};

paperTest.each(
  ["shampoo", "soap", "psgd_kron", "galore", "q_galore", "muon"],
  ["shampoo", "soap", "psgd_kron", "galore", "q_galore", "muon"],
)("%s in the middle of its search space stays finite after a spiked gradient of rank 1", async (name) => {
  const { hyperparameters } = await readManifest(sourceOf(name), await loadEngine());
  const { path } = await trainOn(name, bowl, { steps: 12, point: middlePoint(hyperparameters) });
  expect(path.findIndex((p) => !p.every(Number.isFinite))).toBe(-1);
});

test("the sign of a gradient that is NaN is NaN: the run diverges and cannot look healthy", async () => {
  const source = `
import { chain, defineSubmission, mul, scaleByLearningRate, sign, stateless } from "steepest";
export default defineSubmission({
  name: "unseen", ruleset: "self", hyperparameters: [{}],
  optimizer: () => chain(
    stateless((g, ctx) => sign(mul(g, ctx.step >= 5 ? Number.NaN : 1))),
    scaleByLearningRate(0.01),
  ),
});`;
  const { path } = await trainOn(source, bowl, { steps: 6 });
  expect(path.map((p) => p.every(Number.isFinite))).toEqual([true, true, true, true, true, false, false]);
  expect(path.at(-1)?.every(Number.isNaN)).toBe(true);
});
