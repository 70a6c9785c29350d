import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleJob } from "../../test/exampleJob.ts";
import { exampleRecord } from "../../test/exampleRecord.ts";
import { claimRun } from "./claimRun.ts";
import { RecordStore } from "./recordStore.ts";
import type { PlannedSubmission } from "./runPlan.ts";

function submission(name: string, text = name): PlannedSubmission {
  const source = { entry: "a.ts", files: { "a.ts": text } };
  return {
    source,
    version: submissionVersion(source),
    manifest: { name, ruleset: "self", hyperparameters: [{}] },
  };
}
const settings = { "--suite": "quick", "--seed": "1", "--budget": null, processor: "a chip" };

/** Every file of a folder with its text. */
const contents = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [
      join(entry.parentPath, entry.name),
      readFileSync(join(entry.parentPath, entry.name), "utf8"),
    ])
    .sort();

describe("a folder of a run", () => {
  test("is resumed with the same settings and version, and with no other", () => {
    const out = join(temporaryFolder(), "here");
    const one = [submission("one")];
    expect(claimRun(out, one, settings)).toEqual({ resumed: false, folders: [out] });
    expect(claimRun(out, one, settings)).toEqual({ resumed: true, folders: [out] });
    const before = contents(out);
    expect(() => claimRun(out, [submission("one", "changed")], settings)).toThrow("another version");
    for (const [name, value] of [
      ["--suite", "standard"],
      ["--seed", "2"],
      ["--budget", "3"],
      ["processor", "another chip"],
      ["hardware class", "webgpu-h100"],
    ] as const) {
      expect(() => claimRun(out, one, { ...settings, [name]: value })).toThrow(
        expect.objectContaining({ code: "other-settings", details: expect.stringContaining(`${name}: `) }),
      );
    }
    expect(contents(out)).toEqual(before);
  });

  test("names what differs, with both values, and how to go on with either", () => {
    const out = temporaryFolder();
    const one = [submission("one")];
    claimRun(out, one, { ...settings, "--budget": "2" });
    expect(() => claimRun(out, one, { ...settings, "--seed": "7" })).toThrow(
      expect.objectContaining({
        details: "--seed: 1 there, 7 now\n--budget: 2 there, not given now",
        solution: expect.stringMatching(/--out.* as before: --seed 1, --budget 2\.$/),
      }),
    );
    expect(() => claimRun(out, one, { ...settings, "--budget": "2", "--held-out-seed": "x" })).toThrow(
      expect.objectContaining({ solution: expect.stringContaining("without --held-out-seed") }),
    );
  });

  test("of something else is left alone, and so is a file", () => {
    const out = temporaryFolder();
    writeFileSync(join(out, "report.html"), "precious");
    expect(() => claimRun(out, [submission("one")], settings)).toThrow(
      expect.objectContaining({ code: "folder-taken", details: "In it: report.html." }),
    );
    expect(() => claimRun(join(out, "report.html"), [submission("one")], settings)).toThrow("not a folder");
    expect(contents(out)).toEqual([[join(out, "report.html"), "precious"]]);
  });

  test("that was begun before there were settings is resumed by its version", () => {
    const out = temporaryFolder();
    claimRun(out, [submission("one")], settings);
    rmSync(join(out, "settings.json"));
    expect(claimRun(out, [submission("one")], settings).resumed).toBe(true);
    expect(() => claimRun(out, [submission("one")], { ...settings, "--seed": "2" })).toThrow(
      "other settings",
    );
  });

  test("with damaged settings is not guessed at", () => {
    const out = temporaryFolder();
    claimRun(out, [submission("one")], settings);
    writeFileSync(join(out, "settings.json"), "{");
    expect(() => claimRun(out, [submission("one")], settings)).toThrow("not valid JSON");
  });

  test("of several submissions has a folder for each; more may join, one alone may not, nor another version", () => {
    const out = temporaryFolder();
    const [one, two, three] = [submission("one"), submission("two"), submission("three")];
    expect(claimRun(out, [one, two], settings)).toEqual({
      resumed: false,
      folders: [join(out, "one"), join(out, "two")],
    });
    expect(claimRun(out, [one, two, three], settings).resumed).toBe(true);
    expect(readdirSync(out).sort()).toEqual(["one", "settings.json", "three", "two"]);
    expect(() => claimRun(out, [one], settings)).toThrow("other settings");
    const before = contents(out);
    expect(() => claimRun(out, [submission("four"), submission("two", "changed")], settings)).toThrow(
      "another version",
    );
    expect(contents(out)).toEqual(before);
    const single = temporaryFolder();
    claimRun(single, [one], settings);
    expect(() => claimRun(single, [one, two], settings)).toThrow("other settings");
    rmSync(join(single, "settings.json"));
    expect(() => claimRun(single, [one, two], settings)).toThrow("holds other things");
  });
});

describe("the records of a run", () => {
  const job = { ...exampleJob, hyperparameters: { b: 1, a: 2 } };
  const record = () => {
    const made = exampleRecord({ seconds: 5 });
    return { ...made, hyperparameters: { a: 2, b: 1 } };
  };

  test("are found again, and are asked for where the trial did not come to its end", () => {
    const store = new RecordStore(temporaryFolder());
    expect(store.find(job)).toBeNull();
    const kept = record();
    store.save(kept);
    expect(store.find(job)).toEqual(kept);
    store.save({ ...kept, outcome: { kind: "cancelled" } });
    expect(store.find(job)).toBeNull();
  });

  test.each([
    [{ seed: 2 }, "seed: 1 there, 2 now"],
    [{ budgetSeconds: 3 }, "workload.budgetSeconds: 20 there, 3 now"],
    [{ ruleset: "external" as const }, "submission.ruleset: self there, external now"],
    [{ hyperparameters: { a: 2, b: 3 } }, 'hyperparameters: {"a":2,"b":1} there, {"a":2,"b":3} now'],
    [
      { environment: { ...exampleJob.environment, backend: "cpu" as const } },
      "environment.backend: wasm there, cpu now",
    ],
  ])("of other trials are not written over: %j", (change, difference) => {
    const folder = temporaryFolder();
    const store = new RecordStore(folder);
    store.save(record());
    const before = contents(folder);
    expect(() => store.find({ ...job, ...change })).toThrow(
      expect.objectContaining({ code: "other-record", details: difference }),
    );
    expect(contents(folder)).toEqual(before);
    expect(new RecordStore(folder, { isCache: true }).find({ ...job, ...change })).toBeNull();
  });

  test("that are damaged are not written over in a run, and are in a cache", () => {
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "mnist_mlp-study1-trial1.json"), '{"format":');
    expect(() => new RecordStore(folder).find(job)).toThrow("not valid JSON");
    expect(new RecordStore(folder, { isCache: true }).find(job)).toBeNull();
  });
});
