import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";
import { exampleRecord } from "../../test/exampleRecord.ts";

const targets = {
  base_workloads: ["mnist"],
  held_out_workloads: [],
  workloads: { mnist: { target_metric_name: "accuracy", validation_target_value: 0.9 } },
};

/** Two submissions, three studies of one trial: the target is met at the given seconds. */
function algoperfLogs(times: Record<string, number[]>): string {
  const cwd = temporaryFolder();
  for (const [submission, seconds] of Object.entries(times)) {
    for (const [study, score] of seconds.entries()) {
      const folder = join(cwd, "logs", submission, `study_${study}`, "mnist_jax", "trial_1");
      mkdirSync(folder, { recursive: true });
      const rows = `score,global_step,validation/accuracy\n${score / 2},50,0.5\n${score},100,0.95\n`;
      writeFileSync(join(folder, "eval_measurements.csv"), rows);
    }
  }
  writeFileSync(join(cwd, "targets.json"), JSON.stringify(targets));
  return cwd;
}

const algoperf = ["score", "logs", "--format", "algoperf", "--targets", "targets.json"];

test("AlgoPerf's logs are scored by the exact integral, or by their trapezoids", async () => {
  const cwd = algoperfLogs({ fast: [10, 12, 11], slow: [20, 22, 24] });
  const exact = await runCaptured([...algoperf, "--json"], { cwd });
  // (4 − 22/11) / 3 of the area lies right of the slow one's ratio.
  expect(JSON.parse(exact.out)).toMatchObject({
    scores: { fast: 1, slow: 2 / 3 },
    timeToTarget: { fast: { mnist: 11 }, slow: { mnist: 22 } },
  });
  const trapezoid = await runCaptured([...algoperf, "--integration", "trapezoid", "--json"], { cwd });
  const { scores } = JSON.parse(trapezoid.out);
  expect(scores.fast).toBeCloseTo(1, 12);
  expect(Math.abs(scores.slow - 2 / 3)).toBeLessThan(1 / 99);
});

test("AlgoPerf's logs need a folder and a file of targets", async () => {
  const cwd = algoperfLogs({ fast: [10] });
  expect((await runCaptured(["score", "logs", "--format", "algoperf"], { cwd })).code).toBe(2);
  const gone = await runCaptured(["score", "gone", "--format", "algoperf", "--targets", "targets.json"], {
    cwd,
  });
  expect(gone).toMatchObject({ code: 1, err: expect.stringContaining("There is no folder") });
  const wrong = await runCaptured(["score", ".", "--format", "algoperf", "--targets", "gone.json"], { cwd });
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("gone.json cannot be read") });
});

test("records are scored as one board, with a table for people", async () => {
  const cwd = temporaryFolder();
  for (const [study, [mine, theirs]] of (
    [
      [5, 10],
      [6, 10],
      [4, null],
    ] as const
  ).entries()) {
    const records = {
      a: exampleRecord({ seconds: mine, study }),
      b: exampleRecord({ name: "b", seconds: theirs, study }),
    };
    for (const [name, record] of Object.entries(records)) {
      writeFileSync(join(cwd, `${name}${study}.json`), JSON.stringify(record));
    }
  }
  const { code, out } = await runCaptured(["score", ".", "--baseline", "b"], { cwd });
  expect(code).toBe(0);
  const [head, , first, second] = out.split("\n");
  expect(head).toMatch(/rank +submission +score +speed-up +mnist_mlp/);
  expect(first).toMatch(/^1 .* example +1\.0000 .* 2\.00× +5\.00 s$/);
  expect(second).toMatch(/^2 .* b +0\.6667 .* 1\.00× +10\.0 s$/);
});

test("a damaged record is named, a folder without records too", async () => {
  const cwd = temporaryFolder();
  expect(await runCaptured(["score", "."], { cwd })).toMatchObject({
    code: 1,
    err: expect.stringContaining("no records"),
  });
  writeFileSync(join(cwd, "cut.json"), '{"format":"steepest-record/1"}');
  expect(await runCaptured(["score", "."], { cwd })).toMatchObject({
    code: 1,
    err: expect.stringContaining("cut.json"),
  });
});
