import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  type GoldenProblem,
  type GoldenTrajectory,
  goldenProblemSchema,
  goldenTrajectorySchema,
  parseGolden,
} from "../../packages/core/harness/goldenTrajectory.ts";
import { traceSubmission } from "../../packages/core/harness/traceSubmission.ts";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";
import { openBackend } from "../../packages/tensors/backend/openBackend.ts";
import { referenceSource } from "../../packages/workloads/node/referenceSource.ts";

const folder = fileURLToPath(new URL("./", import.meta.url));
const source = referenceSource("heavy_ball");

function readPair(from: string): { readonly golden: GoldenTrajectory; readonly problem: GoldenProblem } {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(from, name), "utf8"));
  return {
    golden: parseGolden(goldenTrajectorySchema, read("heavy_ball.json"), "heavy_ball.json"),
    problem: parseGolden(goldenProblemSchema, read("problem-mini.json"), "problem-mini.json"),
  };
}

const traced = async (from: string) => {
  const { golden, problem } = readPair(from);
  const tools = { engine: await loadEngine(), backend: await openBackend("cpu") };
  return traceSubmission(source, golden, problem, tools);
};

const hasNumpy = spawnSync("python3", ["-c", "import numpy"]).status === 0;
if (!hasNumpy) console.warn("scripts/golden/make_golden.py was not run: there is no python3 with numpy here");

test("the committed trajectory of make_golden.py is that of the heavy ball", async () => {
  expect(await traced(folder)).toMatchObject({ within: true, unread: {} });
});

test.runIf(hasNumpy)("make_golden.py writes the committed files anew", async () => {
  const fresh = mkdtempSync(join(tmpdir(), "steepest-golden-"));
  const run = spawnSync("python3", [join(folder, "make_golden.py"), fresh], { encoding: "utf8" });
  expect(run).toMatchObject({ status: 0, stderr: "" });
  expect(await traced(fresh)).toMatchObject({ within: true, unread: {} });
  const [committed, written] = [readPair(folder), readPair(fresh)];
  expect(written.golden.hyperparameters).toEqual(committed.golden.hyperparameters);
  expect(written.problem.params).toEqual(committed.problem.params);
  written.golden.checkpoints.forEach(({ step, train }, i) => {
    const { step: same, train: expected = [] } = committed.golden.checkpoints[i] ?? {};
    expect(step).toBe(same);
    train.forEach((value, element) => {
      expect(value).toBeCloseTo(expected[element] ?? Number.NaN, 5);
    });
  });
});

test("docs/golden.md shows the beginning of the committed trajectory, and a submission that follows it", async () => {
  const text = readFileSync(join(folder, "../../docs/golden.md"), "utf8");
  const [shown, code] = ["json", "ts"].map(
    (language) => new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(text)?.[1] ?? "",
  );
  const { golden, problem } = readPair(folder);
  const beginning = parseGolden(goldenTrajectorySchema, JSON.parse(shown ?? ""), "docs/golden.md");
  expect(golden).toMatchObject({ ...beginning, checkpoints: golden.checkpoints });
  expect(golden.checkpoints[0]).toMatchObject({ ...beginning.checkpoints[0] });
  const mine = { entry: "mine.ts", files: { "mine.ts": code ?? "" } };
  const tools = { engine: await loadEngine(), backend: await openBackend("cpu") };
  expect(await traceSubmission(mine, golden, problem, tools)).toMatchObject({ within: true, unread: {} });
});
