import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { chargesOf } from "@steepest/core/schema/measures.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { expect, test } from "vitest";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";
import { exampleRecord } from "../../test/exampleRecord.ts";

const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Records by file name in a new folder. */
function recordFolder(records: Record<string, TrialRecord>): string {
  const cwd = temporaryFolder();
  for (const [name, record] of Object.entries(records)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), JSON.stringify(record));
  }
  return cwd;
}

const mine = exampleRecord({ seconds: 5 });
const theirs = exampleRecord({ name: "b", version: "v", seconds: 10 });
const onWorkload = (change: Partial<TrialRecord["workload"]>) => ({
  ...theirs,
  workload: { ...theirs.workload, ...change },
});

test.each<[field: string, values: string[], other: TrialRecord]>([
  ["workload.target", ["0.123"], onWorkload({ target: 0.123 })],
  ["workload.dataSha256", ["other data"], onWorkload({ dataSha256: "other data" })],
  ["workload.metric.direction", ["min", "max"], flipped()],
  [
    "workload.metric.name",
    ["surprise"],
    onWorkload({ metric: { ...theirs.workload.metric, name: "surprise" } }),
  ],
  ["workload.budgetSeconds", ["20", "7"], onWorkload({ budgetSeconds: 7 })],
  ["workload.evaluationPeriodSeconds", ["10", "3"], onWorkload({ evaluationPeriodSeconds: 3 })],
  [
    "submission.ruleset",
    ["self", "external"],
    { ...theirs, submission: { ...theirs.submission, ruleset: "external" } },
  ],
  [
    "environment.hardwareClass",
    ["cpu-wasm", "webgpu"],
    { ...theirs, environment: { ...theirs.environment, hardwareClass: "webgpu" } },
  ],
])(
  "records that differ in %s are not scored together: field, values and files are named",
  async (field, values, other) => {
    const { code, err } = await runCaptured(["score", "."], {
      cwd: recordFolder({ "a.json": mine, "z.json": other }),
    });
    expect(code).toBe(1);
    for (const part of [field, "a.json", "z.json", ...values]) expect(err).toContain(part);
  },
);

function flipped(): TrialRecord {
  const { metric } = theirs.workload;
  return onWorkload({ metric: { ...metric, direction: metric.direction === "min" ? "max" : "min" } });
}

test("a record whose metric has a value that it cannot have has not reached its target, and is named", async () => {
  const { metric } = mine.workload;
  const withValue = (value: number): TrialRecord => ({
    ...mine,
    evaluations: mine.evaluations.map((each, at) =>
      at === 1 ? { ...each, validation: { ...each.validation, [metric.name]: value } } : each,
    ),
  });
  for (const [value, reached] of [
    [1, 5],
    [1.0001, null],
    [11.08, null],
    [-0.001, null],
  ] as const) {
    const cwd = recordFolder({ "a.json": withValue(value), "b.json": theirs });
    const { out, err } = await runCaptured(["score", ".", "--json"], { cwd });
    expect(JSON.parse(out).timeToTarget).toEqual({ example: { mnist_mlp: reached }, b: { mnist_mlp: 10 } });
    const said = `a.json counts as not reached: evaluations.1.validation.${metric.name} is ${value}: ${metric.name} can only be 0 to 1`;
    if (reached === null) expect(err).toContain(said);
    else expect(err).not.toContain("counts as not reached");
  }
});

test("a record counts once: unchanged it is named, changed it is a conflict", async () => {
  const same = await runCaptured(["score", ".", "a.json", "--json"], {
    cwd: recordFolder({ "a.json": mine, "copy.json": mine, "b.json": theirs }),
  });
  expect(JSON.parse(same.out).timeToTarget).toEqual({ example: { mnist_mlp: 5 }, b: { mnist_mlp: 10 } });
  expect(same.err).toContain("a.json and copy.json are the same record");
  const changed = await runCaptured(["score", "."], {
    cwd: recordFolder({ "a.json": mine, "again.json": { ...mine, batchSize: 7 }, "b.json": theirs }),
  });
  expect(changed.code).toBe(1);
  expect(changed.err).toContain("a.json and again.json");
  expect(changed.err).toContain("batchSize");
});

test("seeds of one trial that lie in one folder are no runs: the best of them is not taken", async () => {
  const { code, err } = await runCaptured(["score", "."], {
    cwd: recordFolder({ "a.json": mine, "again.json": { ...mine, seed: mine.seed + 1 } }),
  });
  expect(code).toBe(1);
  expect(err).toContain("2 trials, the self ruleset has 1");
  const external = { ...mine, submission: { ...mine.submission, ruleset: "external" as const } };
  const several = await runCaptured(["score", "."], {
    cwd: recordFolder({ "a.json": external, "again.json": { ...external, seed: mine.seed + 1 } }),
  });
  expect(several.code).toBe(1);
  expect(several.err).toContain("a trial with several seeds in one folder");
});

test("runs of other seeds are pooled: each repeat is a study, the median counts, and what had the same seeds is paired", async () => {
  const seeded = (record: TrialRecord, seed: number, reference: number): TrialRecord => ({
    ...record,
    seed,
    timeToTarget: { step: 10, charged: chargesOf({ reference, wall: reference, steps: 10 }) },
  });
  const { code, out, err } = await runCaptured(["score", ".", "--json"], {
    cwd: recordFolder({
      "one/a.json": seeded(mine, 1, 4),
      "two/a.json": seeded(mine, 2, 6),
      "three/a.json": seeded(mine, 3, 5),
      "one/b.json": seeded(theirs, 1, 8),
      "two/b.json": seeded(theirs, 2, 12),
      "three/b.json": seeded(theirs, 3, 10),
    }),
  });
  expect(code, err).toBe(0);
  const { timeToTarget, paired } = JSON.parse(out);
  expect(timeToTarget).toEqual({ example: { mnist_mlp: 5 }, b: { mnist_mlp: 10 } });
  expect(err).toContain("example on mnist_mlp: 3 runs with other seeds are pooled, 3 studies.");
  expect(paired).toMatchObject([
    { submission: "b", against: "example", pairs: 3, faster: 0, slower: 3, ratio: expect.closeTo(0.5, 12) },
  ]);
});

test("a study has as many trials as its ruleset: one under self, five under external", async () => {
  const trials = (ruleset: "self" | "external", count: number) =>
    recordFolder(
      Object.fromEntries(
        Array.from({ length: count }, (_, trial) => [
          `t${trial}.json`,
          { ...mine, trial, submission: { ...mine.submission, ruleset } },
        ]),
      ),
    );
  for (const [ruleset, most] of [["self", 1] as const, ["external", 5] as const]) {
    expect((await runCaptured(["score", "."], { cwd: trials(ruleset, most) })).code).toBe(0);
    const { code, err } = await runCaptured(["score", "."], { cwd: trials(ruleset, most + 1) });
    expect(code).toBe(1);
    expect(err).toContain(`${most + 1} trials, the ${ruleset} ruleset has ${most} (t0.json`);
  }
});

test("studies and trials are labels: a date for a study ends at once", async () => {
  const cwd = recordFolder({
    "a.json": { ...mine, study: 20_240_101, trial: 1_710_000_000 },
    "b.json": { ...theirs, study: Number.MAX_SAFE_INTEGER },
    "c.json": { ...theirs, study: 3 },
  });
  const { code, out, err } = await runCaptured(["score", ".", "--json"], { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(out).timeToTarget).toEqual({ example: { mnist_mlp: null }, b: { mnist_mlp: 10 } });
  expect(err).toContain("Studies of example that are missing count as not reached (--missing strict)");
  const lenient = await runCaptured(["score", ".", "--json", "--missing", "lenient"], { cwd });
  expect(JSON.parse(lenient.out).timeToTarget.example).toEqual({ mnist_mlp: 5 });
});

test("an option that does not act on records is refused; a ruleset chooses among them", async () => {
  const external = { ...theirs, submission: { ...theirs.submission, ruleset: "external" as const } };
  const cwd = recordFolder({ "a.json": mine, "b.json": external });
  for (const option of ["--targets=t.json", "--direction=ppl=min"]) {
    expect(await runCaptured(["score", ".", option], { cwd })).toMatchObject({
      code: 2,
      err: expect.stringContaining("is for AlgoPerf's logs"),
    });
  }
  const chosen = await runCaptured(["score", ".", "--ruleset", "external", "--json"], { cwd });
  expect(Object.keys(JSON.parse(chosen.out).scores)).toEqual(["b"]);
  expect(chosen.err).toContain("other ruleset that are left out: 1");
  expect((await runCaptured(["score", "a.json", "--ruleset", "external"], { cwd })).code).toBe(1);
  expect((await runCaptured(["score", ".", "--ruleset", "self", "--baseline", "b"], { cwd })).code).toBe(1);
});

test("an export of a board is scored like its records; one that was cut, altered or lacks a part is refused", async () => {
  const lineOf = (record: TrialRecord, at: number) => {
    const body = JSON.stringify(record);
    const provenance = {
      trial: `t${at}`,
      entry: "e",
      sha256: sha256Of(body),
      trust: "claimed",
      owner: "ada",
    };
    return `${body.slice(0, -1)},"provenance":${JSON.stringify({ ...provenance, audit: null, receipt: null })}}\n`;
  };
  const part = (lines: string[], after: string | null, next: string | null) => {
    const text = lines.join("");
    const kind = next === null ? "end" : "part";
    const counts = { records: lines.length, missing: 0, sha256: sha256Of(text) };
    const end = { format: `steepest-export-${kind}/1`, board: "quick.self.cpu-wasm", ...counts };
    return `${text}${JSON.stringify({ ...end, trust: "all", leftOut: 0, note: null, after, next })}\n`;
  };
  const first = part([lineOf(mine, 0)], null, "all.1.t0");
  const second = part([lineOf(theirs, 1)], "all.1.t0", null);
  const scoreOf = async (text: string, name = "board.jsonl") => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, name), text);
    return runCaptured(["score", name, "--json"], { cwd });
  };
  for (const name of ["board.jsonl", "board.ndjson", "board.txt"]) {
    const { code, out, err } = await scoreOf(first + second, name);
    expect(code, err).toBe(0);
    expect(JSON.parse(out).timeToTarget).toEqual({ example: { mnist_mlp: 5 }, b: { mnist_mlp: 10 } });
    expect(err).toContain("trust=all");
  }
  // The trailer that exports had before they came in parts, and lines without provenance.
  const plain = `${JSON.stringify(mine)}\n`;
  const old = { board: "b", records: 1, missing: 0, sha256: sha256Of(plain) };
  const oldest = `${plain}${JSON.stringify({ format: "steepest-export-end/1", ...old })}\n`;
  expect((await scoreOf(oldest)).code).toBe(0);
  for (const [text, said] of [
    [first, "there are more parts"],
    [second, "first part is missing"],
    [first + second.slice(0, -200), "no JSON"],
    [first + second.split("\n")[0], "broke off after 2"],
    [plain, "broke off after 1"],
    ["", "broke off after 0"],
    [first + second.replace('"batchSize":', '"batchSize": '), "another than was reported"],
    [oldest.replace('"batchSize":', '"batchSize": '), "checksum"],
  ] as const) {
    const { code, err } = await scoreOf(text);
    expect([code, err]).toEqual([1, expect.stringContaining(said)]);
    expect(err).toContain("board.jsonl is no whole export");
  }
});
