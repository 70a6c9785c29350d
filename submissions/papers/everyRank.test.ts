import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { goldenPoint } from "@steepest/core/harness/goldenPoint.ts";
import { goldenTrajectorySchema } from "@steepest/core/harness/goldenTrajectory.ts";
import { expect, test } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { folder, names } from "../testing/references.ts";
import { trainOn } from "../testing/trainOn.ts";

const goldenOf = (name: string) => join(folder, name, "golden.json");
const recorded = names.filter((name) => existsSync(goldenOf(name)));

const shapes = [
  { kind: "norm_scale", shape: [] },
  { kind: "bias", shape: [3] },
  { kind: "weight", shape: [3, 5] },
  { kind: "weight", shape: [5, 3] },
  { kind: "conv_weight", shape: [2, 2, 3, 2] },
  { kind: "bias", shape: [1] },
] as const;

/** A bowl around (0.3, −0.4, …) with curvatures of 0.5 to 2 over leaves of every rank that models have, one of them with one element. */
const bowl: AnalyticLoss = {
  parameters: shapes.map(({ kind, shape }) => {
    const size = shape.reduce((product: number, length) => product * length, 1);
    return { kind, shape, start: Array.from({ length: size }, (_, i) => Math.cos(i + 1)) };
  }),
  at(p) {
    const gaps = p.map((value, i) => value - 0.3 * Math.cos(2.1 * i));
    const gradient = gaps.map((gap, i) => (0.5 + (i % 4) / 2) * gap);
    return { loss: gaps.reduce((sum, gap, i) => sum + 0.5 * gap * (gradient[i] ?? 0), 0), gradient };
  },
};

test.each(recorded)("%s trains scalars, vectors, matrices and filters", async (name) => {
  const golden = goldenTrajectorySchema.parse(JSON.parse(readFileSync(goldenOf(name), "utf8")));
  const { path, last } = await trainOn(name, bowl, { steps: 25, point: goldenPoint(golden) });
  const loss = (p: readonly number[]) => bowl.at(p, 0, 1).loss;
  expect(last.every(Number.isFinite)).toBe(true);
  expect(loss(last)).toBeLessThan(loss(path[0] ?? []));
});
