import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { expect, test } from "vitest";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";
import { exampleRecord } from "../../test/exampleRecord.ts";

/** A folder for each submission, as `run` writes it: three studies. */
function runs(
  seconds: Readonly<Record<string, readonly (number | null)[]>>,
  change: (record: TrialRecord) => Partial<TrialRecord> = () => ({}),
): string {
  const cwd = temporaryFolder();
  Object.entries(seconds).forEach(([name, times], at) => {
    mkdirSync(join(cwd, name));
    times.forEach((time, study) => {
      const version = String(at).repeat(64);
      const record = exampleRecord({ name, version, study, seconds: time });
      writeFileSync(
        join(cwd, name, `study${study}.json`),
        JSON.stringify({ ...record, ...change(record), seed: 100 + study }),
      );
    });
  });
  return cwd;
}

const three = { quick_one: [1, 1.1, 1.2], slow_one: [2, 2.2, 2.4], missing: [null, null, 5] };

test("local runs with the same seeds are compared seed by seed, in the order in which they are named", async () => {
  const cwd = runs(three);
  const { code, out, err } = await runCaptured(["compare", "slow_one", "quick_one", "missing", "--json"], {
    cwd,
  });
  expect(code, err).toBe(0);
  const view = JSON.parse(out);
  expect(view.compared.map(({ label }: { label: string }) => label)).toEqual([
    "slow_one",
    "quick_one",
    "missing",
  ]);
  expect(view.pairs[0]).toMatchObject({ test: "sign", pValue: 0.25, ratio: expect.closeTo(0.5, 12) });
  expect(view.tied).toEqual([[0, 1, 2]]);
  expect(view.pairs[1]).toMatchObject({ ratio: null, ratioOver: 0 });
});

test("people get tables, who is tied, and the curves of a workload", async () => {
  const cwd = runs(three);
  const { out } = await runCaptured(["compare", "quick_one", "slow_one"], { cwd });
  expect(out).toMatch(/A +quick_one +1\.000/);
  expect(out).toMatch(/quick_one +slow_one +2\.00× \[2\.00, 2\.00\] +1 of 1 +> 99 %/);
  expect(out).toContain("Not told apart at 5 %: quick_one, slow_one.");
  expect(out).toMatch(/A quick_one {3}B slow_one/);
  // Both curves are the same points, and lie on each other.
  expect(out).toContain("*****");
});

test("critical paths and stated privacy have columns where one of them has any", async () => {
  const cwd = runs({ quick_one: [1, 1.1], slow_one: [2, 2.2] }, ({ submission, totals }) =>
    submission.name === "quick_one"
      ? {
          totals: { ...totals, steps: 9, charged: { ...totals.charged, reference: 4 }, criticalSeconds: 2 },
          privacy: { epsilon: 1.25, delta: 0 },
        }
      : {},
  );
  const { out } = await runCaptured(["compare", "quick_one", "slow_one"], { cwd });
  expect(out).toMatch(/critical path, of charged +privacy, as stated/);
  expect(out).toMatch(/A +quick_one .* 50 % +ε 1\.25, δ 0/);
  expect(out).toMatch(/B +slow_one .* – +–/);
  const none = await runCaptured(["compare", "quick_one", "slow_one"], { cwd: runs(three) });
  expect(none.out).not.toMatch(/critical|privacy/);
});

test("a table and figures for a paper are written", async () => {
  const cwd = runs(three);
  const files = ["--csv", "out/pairs.csv", "--svg", "curves.svg", "--pdf", "curves.pdf"];
  const { code, out } = await runCaptured(["compare", "quick_one", "slow_one", ...files], { cwd });
  expect(code).toBe(0);
  expect(out).toContain("Wrote curves.pdf.");
  const [head = "", first = "", last = ""] = readFileSync(join(cwd, "out/pairs.csv"), "utf8").split("\r\n");
  expect(head).toMatch(/^one,other,workload,measure,time_one,time_other,difference,/);
  expect(first).toMatch(/^quick_one,slow_one,mnist_mlp,reference,1\.1,2\.2,-1\.1,/);
  expect(last).toMatch(/^quick_one,slow_one,all,/);
  expect(readFileSync(join(cwd, "curves.svg"), "utf8")).toMatch(
    /^<svg xmlns=[\s\S]*slow_one[\s\S]*<\/svg>\n$/,
  );
  const pdf = readFileSync(join(cwd, "curves.pdf"), "latin1");
  expect(pdf).toMatch(/^%PDF-1\.4[\s\S]*\(slow_one\) Tj[\s\S]*%%EOF\n$/);
});

test("what cannot be compared is said, with the way out", async () => {
  const cwd = runs({ alone: [1, 2, 3] });
  expect(await runCaptured(["compare", "alone"], { cwd })).toMatchObject({
    code: 1,
    err: expect.stringContaining("two to 8 submissions; these records are of 1"),
  });
  expect(await runCaptured(["compare", "alone", "./gone"], { cwd })).toMatchObject({
    code: 1,
    err: expect.stringContaining("./gone is no file or folder"),
  });
  const two = runs(three);
  expect(
    await runCaptured(["compare", "quick_one", "slow_one", "--workload", "x"], { cwd: two }),
  ).toMatchObject({
    code: 1,
    err: expect.stringContaining("Take one of mnist_mlp"),
  });
});

test("a study that is missing counts as not reached, and it is said", async () => {
  const cwd = runs({ whole: [1, 2, 3], part: [1, 2] });
  const { out, err } = await runCaptured(["compare", "whole", "part"], { cwd });
  expect(out).toContain("part (studies are missing)");
  expect(err).toContain("mnist_mlp has 2 of 3");
});
