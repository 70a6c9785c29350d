import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { recordSchema } from "@steepest/core/schema/record.ts";
import { expect, test } from "vitest";
import { z } from "zod";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";
import { runSummarySchema } from "../run/runSummary.ts";

const printedSchema = runSummarySchema.extend({
  directory: z.string(),
  report: z.string(),
  summaryFile: z.string(),
});
const small = [
  "--workload",
  "mnist_mlp",
  "--studies",
  "1",
  "--budget",
  "1",
  "--no-baselines",
  "--out",
  "here",
  "--json",
];

test("run writes records, summary, source and report; resumes; its records replay to the bit and can be scored", async () => {
  const cwd = temporaryFolder();
  await runCaptured(["new", "mine"], { cwd });
  const first = await runCaptured(["run", "mine.ts", ...small], { cwd });
  expect(first.code, first.err).toBe(0);
  const summary = printedSchema.parse(JSON.parse(first.out));
  expect(summary.rows).toMatchObject([{ submission: "mine", rank: 1 }]);
  expect(readdirSync(join(cwd, "here")).sort()).toEqual([
    "records",
    "report.html",
    "source",
    "submission.json",
    "summary.json",
  ]);
  const recordPath = join("here", "records", "mnist_mlp-study1-trial1.json");
  const record = recordSchema.parse(JSON.parse(readFileSync(join(cwd, recordPath), "utf8")));
  expect(record.workload.budgetSeconds).toBe(1);

  const again = await runCaptured(["run", "mine.ts", ...small], { cwd });
  expect(again.err).toContain("Resuming here: 0 of 1 trials to run.");
  expect(printedSchema.parse(JSON.parse(again.out)).rows).toEqual(summary.rows);

  const replayed = await runCaptured(["replay", recordPath, "--json"], { cwd });
  expect(replayed.code, replayed.err).toBe(0);
  expect(JSON.parse(replayed.out)).toMatchObject({ identical: true, differences: [] });

  const scored = await runCaptured(["score", "here", "--json"], { cwd });
  expect(JSON.parse(scored.out)).toMatchObject({ scores: { mine: expect.any(Number) } });

  writeFileSync(join(cwd, "mine.ts"), `${readFileSync(join(cwd, "mine.ts"), "utf8")}// changed\n`);
  const other = await runCaptured(["run", "mine.ts", ...small], { cwd });
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining("another version") });
});

test("a workload outside of the suite is refused before anything runs", async () => {
  const { code, err } = await runCaptured(["run", "x.ts", "--workload", "mnist_mpl"]);
  expect(code).toBe(1);
  expect(err).toContain("Did you mean mnist_mlp?");
});

test("a search space cannot run under the self-tuning ruleset", async () => {
  const cwd = temporaryFolder();
  await runCaptured(["new", "mine", "--ruleset", "external"], { cwd });
  const { code, err } = await runCaptured(["run", "mine.ts", "--ruleset", "self"], { cwd });
  expect(code).toBe(1);
  expect(err).toContain("cannot run under the self-tuning ruleset");
});

test.each([
  ["gone.json", null, "There is no file"],
  ["cut.json", '{"format": "steepest-rec', "is not valid JSON"],
  ["other.json", "{}", "is not a Steepest record"],
])("replay of %s says what is wrong with it", async (name, text, reason) => {
  const cwd = temporaryFolder();
  if (text !== null) writeFileSync(join(cwd, name), text);
  const { code, err } = await runCaptured(["replay", name], { cwd });
  expect(code).toBe(1);
  expect(err).toContain(reason);
});
