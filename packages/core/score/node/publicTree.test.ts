import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { afterAll, expect, test } from "vitest";
import type { AlgoperfWorkload } from "../algoperf/targets.ts";
import { readAlgoperfLogs } from "./readAlgoperfLogs.ts";

// Trees of logs as they are found in public: with leftovers, links, caches and files that nobody meant to be read.

const workloads: AlgoperfWorkload[] = [
  {
    id: "ogbg",
    variantOf: null,
    metric: "mean_average_precision",
    direction: "max",
    range: { min: 0, max: 100 },
    target: 0.28,
  },
];
const directory = mkdtempSync(join(tmpdir(), "steepest-trees-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function writeLog(path: string, text: string) {
  mkdirSync(join(directory, path), { recursive: true });
  writeFileSync(join(directory, path, "eval_measurements.csv"), text);
}

const header = "global_step,score,validation/mean_average_precision\n";
const reached = `${header}100,10,0.3\n`;
let trees = 0;
/** Text for a log, null for an empty folder. */
function tree(spec: Record<string, string | null>): string {
  const root = `tree_${trees++}`;
  for (const [path, text] of Object.entries(spec)) {
    if (text === null) mkdirSync(join(directory, root, path), { recursive: true });
    else writeLog(join(root, path), text);
  }
  return join(directory, root);
}
const read = (root: string, options: Partial<Parameters<typeof readAlgoperfLogs>[0]> = {}) => {
  const { trials, notes } = readAlgoperfLogs({ directory: root, workloads, ...options });
  return {
    trials: trials.map(({ submission, trial, reached }) => [submission, trial, reached?.seconds ?? null]),
    notes,
  };
};

test.each([
  ["without trials", "a/study_0/ogbg_pytorch"],
  ["with a trial that has no log", "a/study_0/ogbg_pytorch/trial_1"],
])("a leftover framework's folder %s is no second framework, and is named", (_, leftover) => {
  const { trials, notes } = read(tree({ "a/study_0/ogbg_jax/trial_1": reached, [leftover]: null }));
  expect(trials).toEqual([["a", 1, 10]]);
  expect(notes.join()).toContain("a/study_0/ogbg_pytorch");
});

test.each([
  ["in one study", { "a/study_0/ogbg_jax/trial_1": reached, "a/study_0/ogbg_pytorch/trial_1": reached }],
  ["across studies", { "a/study_0/ogbg_jax/trial_1": reached, "a/study_1/ogbg_pytorch/trial_1": reached }],
  ["with and without its name", { "a/study_0/ogbg_jax/trial_1": reached, "a/study_0/ogbg/trial_1": reached }],
])("logs of two frameworks %s are a conflict that names both folders", (_, spec) => {
  const [one = "", other = ""] = Object.keys(spec).map((path) => path.replace(/\/trial_1$/, ""));
  try {
    read(tree(spec));
    expect.unreachable();
  } catch (error) {
    expect((error as UserError).details).toContain(one);
    expect((error as UserError).details).toContain(other);
  }
});

test.each(["trial_1_old", "trial_1.bak", "Trial_2", "trial_", "__pycache__", ".ipynb_checkpoints"])(
  "%s is said to be called otherwise, not to lack its log",
  (name) => {
    const { trials, notes } = read(
      tree({
        "a/study_0/ogbg_jax/trial_1": reached,
        [`a/study_0/ogbg_jax/${name}`]: `${header}50,5,0.3\n`,
      }),
    );
    expect(trials).toEqual([["a", 1, 10]]);
    expect(notes).toEqual([
      `not read, a trial's folder is called trial_<number>: a/study_0/ogbg_jax/${name}`,
    ]);
  },
);

test("studies are labels, and what is not called study_<number> is named", () => {
  const { trials, notes } = read(
    tree({
      "a/study_1710000000/ogbg_jax/trial_1": reached,
      "a/study_99999999999999999999/ogbg_jax/trial_1": reached,
      "a/study_0_old/ogbg_jax/trial_1": reached,
      "a/Study_3/ogbg_jax/trial_1": reached,
    }),
  );
  expect(trials).toHaveLength(2);
  expect(notes).toEqual(["not read, a study's folder is called study_<number>: a/study_0_old, a/Study_3"]);
});

test.each([
  ["study", { "a/study_1/ogbg_jax/trial_1": reached, "a/study_01/ogbg_jax/trial_1": reached }],
  ["trial", { "a/study_1/ogbg_jax/trial_1": reached, "a/study_1/ogbg_jax/trial_01": reached }],
])("a %s that is there twice is a conflict", (kind, spec) => {
  expect(() => read(tree(spec))).toThrow(`holds ${kind} 1 twice`);
});

test("a name that only begins like a workload's is another workload", () => {
  const { trials, notes } = read(
    tree({ "a/study_0/ogbg_jax/trial_1": reached, "a/study_0/ogbg_gelu/trial_1": reached }),
  );
  expect(trials).toHaveLength(1);
  expect(notes).toEqual(["not read, ogbg_gelu is no scored workload: a/study_0/ogbg_gelu"]);
});

test("a trial without a log has not reached, by the strict rule; by the lenient one it is left out", () => {
  const root = tree({
    "a/study_0/ogbg_jax/trial_1": reached,
    "a/study_1/ogbg_jax/trial_1": null,
    "a/study_2/ogbg_jax/trial_1": null,
  });
  writeFileSync(join(root, "a/study_1/ogbg_jax/trial_1/eval_measurements.csv.gz"), "");
  mkdirSync(join(root, "a/study_2/ogbg_jax/trial_1/eval_measurements.csv"));
  const strict = read(root);
  expect(strict.trials).toEqual([
    ["a", 1, 10],
    ["a", 1, null],
    ["a", 1, null],
  ]);
  expect(strict.notes).toEqual([
    "counts as not reached, has no eval_measurements.csv: a/study_1/ogbg_jax/trial_1 (it holds eval_measurements.csv.gz), a/study_2/ogbg_jax/trial_1 (it holds eval_measurements.csv/)",
  ]);
  const lenient = read(root, { missing: "lenient" });
  expect(lenient.trials).toEqual([["a", 1, 10]]);
  expect(lenient.notes[0]).toContain("left out, has no eval_measurements.csv");
});

test("files in the place of folders are named, wherever they lie", () => {
  const root = tree({ "a/study_0/ogbg_jax/trial_1": reached });
  for (const path of ["README.md", "a/.DS_Store", "a/study_0/.DS_Store", "a/study_0/ogbg_jax/trial_2"]) {
    writeFileSync(join(root, path), "");
  }
  mkdirSync(join(root, "docs"));
  mkdirSync(join(root, ".git"));
  mkdirSync(join(root, "a/study_1"));
  const { trials, notes } = read(root);
  expect(trials).toHaveLength(1);
  for (const place of [
    "README.md",
    "a/.DS_Store",
    "a/study_0/.DS_Store",
    "a/study_0/ogbg_jax/trial_2",
    "docs",
    ".git",
    "a/study_1",
  ]) {
    expect(notes.join("\n"), place).toContain(`: ${place}`);
  }
});

test("links count as what they lead to; one that leads nowhere or back up is no log", () => {
  const root = tree({ "a/study_0/ogbg_jax/trial_1": reached, "store/log": reached, "store/empty": null });
  symlinkSync(join(root, "store/log"), join(root, "a/study_0/ogbg_jax/trial_2"));
  symlinkSync(join(root, "a"), join(root, "b"));
  symlinkSync(root, join(root, "loop"));
  mkdirSync(join(root, "a/study_0/ogbg_jax/trial_3"));
  symlinkSync("nowhere", join(root, "a/study_0/ogbg_jax/trial_3/eval_measurements.csv"));
  const { trials, notes } = read(root);
  const own = (name: string) => [
    [name, 1, 10],
    [name, 2, 10],
    [name, 3, null],
  ];
  expect(trials).toEqual([...own("a"), ...own("b")]);
  expect(notes.join()).toContain("eval_measurements.csv, a broken link");
});

test.each([
  ["external", 6],
  ["self", 2],
] as const)("more trials than the %s ruleset has are refused, or counted and named", (ruleset, count) => {
  const root = tree(
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`a/study_0/ogbg_jax/trial_${i + 1}`, reached]),
    ),
  );
  expect(() => read(root, { ruleset })).toThrow(`holds ${count} trials`);
  const { trials, notes } = read(root, { ruleset, missing: "lenient" });
  expect(trials).toHaveLength(count);
  expect(notes[0]).toContain(`the ${ruleset} ruleset has`);
});

test("a metric that no log has is a mistake in the targets; one that a single log lacks is named", () => {
  const other = "global_step,score,validation/loss\n1,5,0.1\n";
  expect(() => read(tree({ "a/study_0/ogbg_jax/trial_1": other }))).toThrow(
    "validation/mean_average_precision",
  );
  const { trials, notes } = read(
    tree({ "a/study_0/ogbg_jax/trial_1": other, "a/study_0/ogbg_jax/trial_2": reached }),
  );
  expect(trials).toEqual([
    ["a", 1, null],
    ["a", 2, 10],
  ]);
  expect(notes[0]).toContain("a log has no column validation/mean_average_precision");
});

test("a log that is no UTF-8 is named", () => {
  const root = tree({ "a/study_0/ogbg_jax/trial_1": null });
  writeFileSync(
    join(root, "a/study_0/ogbg_jax/trial_1/eval_measurements.csv"),
    new Uint8Array([0xff, 0xfe, 0x61]),
  );
  expect(() => read(root)).toThrow("a/study_0/ogbg_jax/trial_1/eval_measurements.csv cannot be read");
});

test("a ruleset that the folder is not of is refused when asked for", () => {
  const root = tree({ "self_tuning/a/study_0/ogbg_jax/trial_1": reached });
  expect(read(root).trials).toHaveLength(1);
  expect(read(join(root, "self_tuning")).trials).toHaveLength(1);
  expect(() => read(root, { ruleset: "external" })).toThrow(UserError);
  expect(() => read(join(root, "self_tuning"), { ruleset: "external" })).toThrow("other ruleset");
});
