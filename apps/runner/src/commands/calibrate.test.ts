import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";
import { calibrationSummarySchema } from "../calibrate/calibrationSummary.ts";

const printedSchema = calibrationSummarySchema.extend({ report: z.string(), summaryFile: z.string() });

/** Diverges at one of its two learning rates. */
const source = `import { chain, defineSubmission, momentum, scale } from "steepest";
export default defineSubmission({
  name: "mine",
  ruleset: "external",
  hyperparameters: { lr: { feasible_points: [1e30, 0.01] }, beta: { min: 0.5, max: 0.9, scaling: "linear" } },
  optimizer: ({ lr, beta }) => chain(momentum({ momentum: beta }), scale(-lr)),
});
`;
const small = ["--suite", "smoke", "--points", "3", "--studies", "2", "--budget", "0.01", "--out", "here"];

test("calibrate tries points, goes on with the better ones, chooses the same from its log, and resumes from what is left of it", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "mine.ts"), source);
  const calibrate = (...more: string[]) => runCaptured(["calibrate", "mine.ts", ...small, ...more], { cwd });
  const first = await calibrate("--json");
  expect(first.code, first.err).toBe(0);
  expect(first.err).toContain("Rung 1 of 2: 3 points on mnist_mlp, 3 of 3 trials to run.");
  expect(first.err).toContain("Rung 2 of 2: 2 points on mnist_mlp, 2 of 2 trials to run.");
  const summary = printedSchema.parse(JSON.parse(first.out));
  expect(summary.hyperparameters).toMatchObject([{ lr: 0.01, beta: expect.any(Number) }]);
  const outcomes = summary.points.map(({ workloads }) => workloads.mnist_mlp?.outcomes);
  expect(outcomes.flat()).toContain("diverged");
  expect(readdirSync(join(cwd, "here")).sort()).toEqual([
    "settings.json",
    "smoke-points3-list1-studies2-reference-seed1.html",
    "smoke-points3-list1-studies2-reference-seed1.json",
    "trials.jsonl",
  ]);

  const same = await calibrate();
  expect(same.err).toContain("Rung 2 of 2: 2 points on mnist_mlp, 0 of 2 trials to run.");
  expect(same.out).toContain(`hyperparameters: [{ lr: 0.01, beta: ${summary.hyperparameters[0]?.beta} }],`);

  // As after a kill in the middle of a line: the last trial is lost, the others are not. Run anew it takes another time, and the choice may be another.
  const log = join(cwd, "here", "trials.jsonl");
  const text = readFileSync(log, "utf8");
  writeFileSync(log, text.slice(0, -200));
  const again = await calibrate();
  expect(again.code, again.err).toBe(0);
  expect(again.err).toContain("Rung 1 of 2: 3 points on mnist_mlp, 0 of 3 trials to run.");
  expect(again.err).toContain("Rung 2 of 2: 2 points on mnist_mlp, 1 of 2 trials to run.");
  expect(readFileSync(log, "utf8").trimEnd().split("\n")).toHaveLength(5);

  const other = await calibrate("--seed", "2", "--budget", "0.02");
  expect(other.code).toBe(1);
  expect(other.err).toContain("--seed: 1 there, 2 now\n  --budget: 0.01 there, 0.02 now");

  writeFileSync(log, `oh no\n${text}`);
  expect(await calibrate()).toMatchObject({ code: 1, err: expect.stringContaining("Line 1") });
});

test("a submission of one point has nothing to calibrate", async () => {
  const cwd = temporaryFolder();
  await runCaptured(["new", "mine"], { cwd });
  const { code, err } = await runCaptured(["calibrate", "mine.ts", "--suite", "smoke"], { cwd });
  expect(code).toBe(1);
  expect(err).toContain("There is nothing to calibrate in mine.");
});

test("a calibration is of the workloads that are named, and of those of its suite", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "mine.ts"), source.replace("1e30, 0.01", "0.1, 0.01"));
  const calibrate = (...more: string[]) =>
    runCaptured(["calibrate", "mine.ts", "--points", "2", "--studies", "1", "--budget", "0.01", ...more], {
      cwd,
    });
  const unknown = await calibrate("--workload", "mnist_mpl");
  expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining("Did you mean mnist_mlp?") });
  const { code, err, out } = await calibrate("--workload", "mnist_mlp", "--out", "part", "--json");
  expect(code, err).toBe(0);
  expect(printedSchema.parse(JSON.parse(out)).workloads.map(({ id }) => id)).toEqual(["mnist_mlp"]);
  expect(readdirSync(join(cwd, "part"))).toContain(
    "quick-mnist_mlp-points2-list1-studies1-reference-seed1.json",
  );
});

test.each([
  [["--suite", "quik"], 1, "There is no suite `quik`"],
  [["--points", "1"], 2, "--points must be a whole number from 2"],
  [["--budget", "2"], 2, "--budget must be a number from 0.001 to 1"],
])("%j is refused before anything runs", async (options, expected, message) => {
  const { code, err } = await runCaptured(["calibrate", "x.ts", ...options]);
  expect(code).toBe(expected);
  expect(err).toContain(message);
});
