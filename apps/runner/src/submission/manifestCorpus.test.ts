import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { readSubmission } from "./readSubmission.ts";

/** Files that people write: as text, or as bytes where they are no UTF-8. */
const corpus = JSON.parse(readFileSync(new URL("manifestCorpus.json", import.meta.url), "utf8")) as Record<
  string,
  string | { base64: string }
>;

const folder = temporaryFolder();
for (const [name, content] of Object.entries(corpus)) {
  writeFileSync(
    join(folder, name),
    typeof content === "string" ? content : Buffer.from(content.base64, "base64"),
  );
}

const engine = await loadEngine();

const plain: Partial<Manifest> = { ruleset: "self", hyperparameters: [{ lr: 0.1 }] };

const loaded: Readonly<Record<string, Partial<Manifest>>> = {
  "bom.ts": plain,
  "const_enum.ts": plain,
  "cr_only.ts": plain,
  "crlf.ts": plain,
  "cyc_a.ts": plain,
  // 500 characters that take 1,000 units of UTF-16.
  "desc_emoji.ts": plain,
  // A value that stands twice is drawn twice as often.
  "dup_feasible.ts": { ruleset: "external", hyperparameters: { lr: { feasible_points: [0.1, 0.1] } } },
  "enum.ts": { name: "enum_ts", ...plain },
  "generic_arrow.ts": plain,
  "huge_int.ts": { ruleset: "self", hyperparameters: [{ lr: 0.1, n: 12345678901234567000 }] },
  "json_import.ts": plain,
  "json_plain.ts": plain,
  "min_eq_max.ts": {
    ruleset: "external",
    hyperparameters: { lr: { min: 0.1, max: 0.1, scaling: "log" } },
  },
  "param_props.ts": plain,
  // In an object literal `__proto__: 1` is no field; `constructor` is one.
  "proto_key.ts": { ruleset: "self", hyperparameters: [{ lr: 0.1, constructor: 2 } as never] },
  "shebang.ts": plain,
  "tla.ts": plain,
  // What is imported and never used is taken for a type, as TypeScript does.
  "wrong_import.ts": plain,
};

const notASubmission =
  "the default export is not a submission: write `export default defineSubmission({ … })`";

const refused: Readonly<Record<string, readonly [what: string, solution: string]>> = {
  "arr.json": ["arr.json is no TypeScript or JavaScript file.", "ends in .ts, .js or .mjs"],
  "space.json": ["space.json is no TypeScript or JavaScript file.", "ends in .ts, .js or .mjs"],
  "cyc_b.ts": [`cyc_b.ts: TypeError: ${notASubmission}`, "`steepest new`"],
  "default_fn.ts": [`default_fn.ts: TypeError: ${notASubmission}`, "`steepest new`"],
  "empty.ts": [`empty.ts: TypeError: ${notASubmission}`, "`steepest new`"],
  "no_default.ts": [`no_default.ts: TypeError: ${notASubmission}`, "`steepest new`"],
  "desc_501.ts": ["desc_501.ts:6: description must have 500 characters at most (it has 501)", ""],
  "desc_rtl.ts": [
    "desc_rtl.ts:6: description must be plain text, without control characters (it holds U+202E)",
    "",
  ],
  "empty_feasible.ts": [
    "empty_feasible.ts:5: hyperparameters.lr.feasible_points must hold at least one value (got an empty list)",
    "",
  ],
  "empty_list.ts": [
    "empty_list.ts:5: hyperparameters must hold at least one point, like [{ lr: 0.001 }]",
    "",
  ],
  "json_arr.ts": ["json_arr.ts:6: hyperparameters[0] must be a point, with a value for each name", ""],
  "latin1.ts": [
    "latin1.ts:8: the file is not text in UTF-8: byte 0xE9 looks like Latin-1",
    "Save it in the encoding UTF-8",
  ],
  "utf16.ts": [
    "utf16.ts: the file is not text in UTF-8: it looks like UTF-16",
    "Save it in the encoding UTF-8",
  ],
  "list_keys_differ.ts": [
    "list_keys_differ.ts:5: hyperparameters[1] must have the names of the first point, lr: it lacks lr, has learning_rate beside",
    "",
  ],
  "list_nested.ts": [
    "list_nested.ts:5: hyperparameters[0].lr must be a finite number, a string or a boolean (got [0.1])",
    "",
  ],
  "log_negative.ts": [
    "log_negative.ts:5: hyperparameters.lr.min must be above 0 with log scaling (got -1)",
    "",
  ],
  "log_zero.ts": ["log_zero.ts:5: hyperparameters.lr.min must be above 0 with log scaling (got 0)", ""],
  "long_name.ts": ["long_name.ts:3: name must be 2 to 48 of a-z, 0-9 and _, starting with a letter", ""],
  "uni_name.ts": [
    'uni_name.ts:3: name must be 2 to 48 of a-z, 0-9 and _, starting with a letter, like "optimiseur_e"',
    "",
  ],
  "upper_name.ts": [
    'upper_name.ts:3: name must be 2 to 48 of a-z, 0-9 and _, starting with a letter, like "my_opt"',
    "",
  ],
  "min_and_feasible.ts": [
    "min_and_feasible.ts:5: hyperparameters.lr has feasible_points beside min, max, scaling: give one or the other",
    "",
  ],
  "min_gt_max.ts": [
    "min_gt_max.ts:5: hyperparameters.lr.min must not be larger than max (got min 0.1, max 0.01)",
    "",
  ],
  "missing_import.ts": ['missing_import.ts:1 imports "./nope", which does not exist.', "Correct the path"],
  "up_import.ts": ['up_import.ts:1 imports "../kernel_edges.ts", which does not exist.', "Correct the path"],
  "mixed_feasible.ts": [
    "mixed_feasible.ts:5: hyperparameters.lr.feasible_points[3] must be a finite number, a string or a boolean (got null)",
    "",
  ],
  "nan_feasible.ts": [
    "nan_feasible.ts:5: hyperparameters.lr.feasible_points[0] must be a finite number, a string or a boolean (got NaN)\n" +
      "hyperparameters.lr.feasible_points[1] must be a finite number, a string or a boolean (got Infinity)",
    "",
  ],
  "no_scaling.ts": [
    'no_scaling.ts:5: hyperparameters.lr.scaling is missing: write scaling: "linear" or scaling: "log"',
    "",
  ],
  "scaling_log10.ts": [
    'scaling_log10.ts:5: hyperparameters.lr.scaling must be "linear" or "log" (got the string "log10")',
    "",
  ],
  "paper_bad.ts": ["paper_bad.ts:6: paper must be an arXiv id", ""],
  "self_space.ts": [
    "self_space.ts:5: hyperparameters must be a list with one fixed point, like [{ lr: 0.001 }]: the self-tuning ruleset allows no search space",
    "",
  ],
  "self_two.ts": ["self_two.ts:5: hyperparameters must be a list with one fixed point", ""],
  "string_number.ts": [
    'string_number.ts:5: hyperparameters.lr.min must be a finite number (got the string "1e-4"): write 1e-4 without quotes',
    "",
  ],
};

const fieldSolution = "of defineSubmission({...}); docs/contract.md describes each of them";

test("every file of the corpus has its right value here", () => {
  expect([...Object.keys(loaded), ...Object.keys(refused)].sort()).toEqual(Object.keys(corpus).sort());
});

test.each(Object.entries(loaded))("%s loads", async (name, manifest) => {
  expect(await readManifest(readSubmission(name, folder), engine)).toMatchObject(manifest);
});

test.each(Object.entries(refused))(
  "%s is refused with what, where and a way out",
  async (name, [what, way]) => {
    const read = async () => readManifest(readSubmission(name, folder), engine);
    const error = await read().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toContain(what);
    expect((error as UserError).solution).toContain(way === "" ? fieldSolution : way);
  },
);
