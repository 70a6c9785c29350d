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

test("a fixed-step study has no budget and no caps", async () => {
  const { code, err } = await runCaptured(["run", "mine.ts", "--by", "steps", "--budget", "3"]);
  expect(code).toBe(2);
  expect(err).toContain("--by steps goes without --budget.");
});

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
    "settings.json",
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

  for (const [option, value, was] of [
    ["--seed", "2", "1"],
    ["--budget", "2", "1"],
  ] as const) {
    const options = [
      ...small.filter((word, at) => word !== option && small[at - 1] !== option),
      option,
      value,
    ];
    const refused = await runCaptured(["run", "mine.ts", ...options], { cwd });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`${option}: ${was} there, ${value} now`);
    expect(refused.err).not.toContain("Resuming");
  }
  expect(readFileSync(join(cwd, recordPath), "utf8")).toBe(`${JSON.stringify(record, null, 2)}\n`);

  writeFileSync(join(cwd, "mine.ts"), `${readFileSync(join(cwd, "mine.ts"), "utf8")}// changed\n`);
  const other = await runCaptured(["run", "mine.ts", ...small], { cwd });
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining("another version") });
});

test("run takes several submissions: one board, a folder of records for each, and what they print behind their names", async () => {
  const cwd = temporaryFolder();
  await runCaptured(["new", "mine"], { cwd });
  const text = readFileSync(join(cwd, "mine.ts"), "utf8");
  writeFileSync(
    join(cwd, "other.ts"),
    text
      .replace('name: "mine"', 'name: "other"')
      .replace("const mHat", "if (step === 2) console.log('two\\u001b[2J');\n      const mHat"),
  );
  const both = ["run", "mine.ts", "other.ts", ...small];
  const { code, err, out } = await runCaptured(both, { cwd });
  expect(code, err).toBe(0);
  const summary = printedSchema.parse(JSON.parse(out));
  expect(summary.submissions.map(({ name }) => name)).toEqual(["mine", "other"]);
  expect(summary.rows.map(({ submission }) => submission).sort()).toEqual(["mine", "other"]);
  expect(Object.values(summary.outcomes).reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(err).toContain("  other  mnist_mlp  study 1/1 │ two\n");
  expect(readdirSync(join(cwd, "here")).sort()).toEqual([
    "mine",
    "other",
    "report.html",
    "settings.json",
    "summary.json",
  ]);
  for (const name of ["mine", "other"]) {
    expect(readdirSync(join(cwd, "here", name)).sort()).toEqual(["records", "source", "submission.json"]);
    expect(readFileSync(join(cwd, "here", "report.html"), "utf8")).toContain(`>${name}<`);
  }
  const again = await runCaptured(
    both.filter((word) => word !== "--json"),
    { cwd },
  );
  expect(again.err).toContain("Resuming here: 0 of 2 trials to run.");
  expect(again.out).toMatch(/rank +submission +score/);
  expect(again.out).toMatch(/1 +mine|1 +other/);
  const record = join("here", "other", "records", "mnist_mlp-study1-trial1.json");
  expect((await runCaptured(["replay", record], { cwd })).code).toBe(0);
  expect(await runCaptured(["run", "mine.ts", ...small], { cwd })).toMatchObject({
    code: 1,
    err: expect.stringContaining("submissions: several there, one now"),
  });
});

test("submissions that do not fit on one board are refused before anything runs", async () => {
  const cwd = temporaryFolder();
  await runCaptured(["new", "mine"], { cwd });
  await runCaptured(["new", "tuned", "--ruleset", "external"], { cwd });
  const text = readFileSync(join(cwd, "mine.ts"), "utf8");
  writeFileSync(join(cwd, "namesake.ts"), `${text}// changed\n`);
  const refusals = [
    [["mine.ts", "tuned.ts"], /different rulesets[\s\S]*mine: self[\s\S]*tuned: external/],
    [["mine.ts", "namesake.ts"], /mine.ts and namesake.ts are both called mine/],
    [["mine.ts", "./mine.ts"], /mine.ts and .\/mine.ts are the same version/],
    [["mine.ts", "tuned.ts", "gone.ts"], /no submission at gone.ts/],
  ] as const;
  for (const [paths, message] of refusals) {
    const { code, err } = await runCaptured(["run", ...paths, ...small], { cwd });
    expect(code).toBe(1);
    expect(err).toMatch(message);
  }
  expect(readdirSync(cwd)).not.toContain("here");
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
