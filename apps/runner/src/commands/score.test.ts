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

/** Log folders by path, as `make_logs.py` of the reported cases writes them; null for a folder without a log. */
function logTree(spec: Record<string, string | null>, targetOf: object): string {
  const cwd = temporaryFolder();
  for (const [path, text] of Object.entries(spec)) {
    mkdirSync(join(cwd, "logs", path), { recursive: true });
    if (text !== null) writeFileSync(join(cwd, "logs", path, "eval_measurements.csv"), text);
  }
  const workloads = Object.keys(targetOf);
  const file = { base_workloads: workloads, held_out_workloads: [], workloads: targetOf };
  writeFileSync(join(cwd, "targets.json"), JSON.stringify(file));
  return cwd;
}

const ssim = { fastmri: { target_metric_name: "ssim", validation_target_value: 0.7 } };
const ssimLog = (step: number, seconds: number) =>
  `global_step,score,validation/ssim\n0,0.5,0.1\n${step},${seconds},0.71\n`;

async function scoresOf(cwd: string, ...options: string[]) {
  const run = await runCaptured([...algoperf, ...options, "--json"], { cwd });
  expect(run, run.err).toMatchObject({ code: 0 });
  return { ...JSON.parse(run.out), err: run.err };
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

const perplexity = {
  "fast/study_0/finewebedu_lm_jax/trial_1":
    "global_step,score,validation/loss,validation/ppl\n0,10,10.8,49000\n500,500,4.0,54.6\n1000,1000,3.10,22.20\n",
  "never/study_0/finewebedu_lm_jax/trial_1":
    "global_step,score,validation/loss,validation/ppl\n0,5,10.8,49000\n500,505,4.0,54.6\n1000,1005,3.5,33.1\n",
};

test("perplexity is minimized; of a metric that nobody knows the direction has to be stated", async () => {
  const target = (target_metric_name: string) => ({
    finewebedu_lm: { target_metric_name, validation_target_value: 22.2995 },
  });
  expect((await scoresOf(logTree(perplexity, target("ppl")))).scores).toEqual({ fast: 1, never: 0 });
  const renamed = Object.entries(perplexity).map(([path, text]) => [path, text.replace("ppl", "surprise")]);
  const cwd = logTree(Object.fromEntries(renamed), target("surprise"));
  const refused = await runCaptured(algoperf, { cwd });
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("--direction surprise=min") });
  expect((await scoresOf(cwd, "--direction", "surprise=min")).scores).toEqual({ fast: 1, never: 0 });
  expect((await runCaptured([...algoperf, "--direction", "surprise"], { cwd })).code).toBe(2);
  const unusual = await scoresOf(logTree(perplexity, target("ppl")), "--direction", "ppl=max");
  expect(unusual.err).toContain("ppl of finewebedu_lm counts as better when it is more, as stated");
});

test("a leftover framework's folder, quoted cells and a date for a study change no score", async () => {
  const both = {
    "a/study_0/fastmri_jax/trial_1": ssimLog(100, 100),
    "a/study_0/fastmri_pytorch": null,
    "b/study_0/fastmri_pytorch/trial_1": ssimLog(100, 150),
  };
  const quoted = {
    "a/study_0/fastmri_jax/trial_1": ssimLog(100, 100).replaceAll(/[^,\n]+/g, '"$&"'),
    "b/study_0/fastmri_jax/trial_1": ssimLog(100, 150),
  };
  const dated = {
    "a/study_1710000000/fastmri_jax/trial_1": ssimLog(100, 100),
    "b/study_1710000000/fastmri_jax/trial_1": ssimLog(100, 150),
  };
  for (const spec of [both, quoted, dated]) {
    const { scores } = await scoresOf(logTree(spec, ssim));
    expect(scores.a).toBe(1);
    expect(scores.b).toBeCloseTo(5 / 6, 12);
  }
  expect((await scoresOf(logTree(both, ssim))).err).toContain("a/study_0/fastmri_pytorch");
});

test("r_max, measure and baseline act on AlgoPerf's logs", async () => {
  const cwd = logTree(
    {
      "a/study_0/fastmri_jax/trial_1": ssimLog(50, 100),
      "b/study_0/fastmri_jax/trial_1": ssimLog(200, 150),
      "c/study_0/fastmri_jax/trial_1": ssimLog(400, 600),
    },
    ssim,
  );
  const wide = await scoresOf(cwd, "--rmax", "10");
  expect(wide.scores.c).toBeCloseTo(4 / 9, 12);
  expect(wide.rules).toMatchObject({ rMax: 10, missing: "strict" });
  const steps = { a: { fastmri: 50 }, b: { fastmri: 200 }, c: { fastmri: 400 } };
  expect((await scoresOf(cwd, "--measure", "steps")).timeToTarget).toEqual(steps);
  expect((await scoresOf(cwd, "--measure", "steps", "--integration", "trapezoid")).timeToTarget).toEqual(
    steps,
  );
  const { rows } = await scoresOf(cwd, "--baseline", "b");
  expect(rows[0].speedup).toBeCloseTo(1.5, 12);
  const unknown = await runCaptured([...algoperf, "--baseline", "nobody"], { cwd });
  expect(unknown).toMatchObject({
    code: 1,
    err: expect.stringContaining("Choose the baseline from: a, b, c"),
  });
  expect((await runCaptured([...algoperf, "--measure", "cpu"], { cwd })).code).toBe(2);
});

test("a study that crashed without a log is not reached, or left out where that is asked for; both is said", async () => {
  const cwd = logTree(
    {
      "a/study_0/fastmri_jax/trial_1": ssimLog(100, 100),
      "a/study_1/fastmri_jax/trial_1": null,
      "b/study_0/fastmri_jax/trial_1": ssimLog(100, 150),
      "b/study_1/fastmri_jax/trial_1": ssimLog(100, 150),
    },
    ssim,
  );
  const strict = await scoresOf(cwd);
  expect(strict.scores).toEqual({ a: 0, b: 1 });
  expect(strict.err).toContain(
    "counts as not reached, has no eval_measurements.csv: a/study_1/fastmri_jax/trial_1",
  );
  const lenient = await scoresOf(cwd, "--missing", "lenient");
  expect(lenient.scores.a).toBe(1);
  expect(lenient.scores.b).toBeCloseTo(5 / 6, 12);
  expect(lenient.err).toContain("fastmri has 1 of 2");
  expect((await runCaptured(algoperf, { cwd })).out).toContain("(--missing strict)");
});
