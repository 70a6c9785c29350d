import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";
import { readReferences } from "../../packages/core/submission/node/readReferences.ts";
import { readCalibrations } from "./readCalibrations.ts";
import { calibrationPage } from "./renderCalibrations.ts";
import { oneBoard, readSideBySide } from "./sideBySide.ts";
import { paperPointOf, stayingForms } from "./variants.ts";

const root = new URL("../../", import.meta.url);
const summaries = readCalibrations(new URL("submissions/calibrations/", root));

test("docs/calibration.md says what is in submissions/calibrations (node scripts/writeCalibrations.ts writes it)", () => {
  expect(readFileSync(new URL("docs/calibration.md", root), "utf8")).toBe(calibrationPage(root));
});

test("scores side by side are those of one board, also of rows that were run at different times", () => {
  const runs = readSideBySide(new URL("submissions/calibrations/", root));
  expect(runs.length).toBe(2);
  for (const run of runs) {
    expect(oneBoard(run)).toEqual(run);
    expect(oneBoard({ ...run, rows: run.rows.toReversed() }).rows).toEqual(expect.arrayContaining(run.rows));
    const lacking = { submission: "lacking", version: "", times: {} };
    expect(() => oneBoard({ ...run, rows: [...run.rows, lacking] })).toThrow("was not run on");
  }
});

test("the self-tuning form of every submission that was calibrated stands at the point that was chosen", async () => {
  const references = await readReferences(fileURLToPath(new URL("submissions/", root)), await loadEngine());
  const names = new Set(references.map(({ name }) => name));
  const forms = references.filter(({ name }) => name.endsWith("_self"));
  expect(summaries.length).toBeGreaterThan(11);
  for (const { submission, hyperparameters, measure } of summaries) {
    expect(names).toContain(submission.name);
    // Its paper gives one setting for everything: that is what it stands at.
    if ((await paperPointOf(fileURLToPath(root), submission.name)) !== null) continue;
    const form = forms.find(({ name }) => name === `${submission.name}_self`);
    // Some have their search space alone.
    if (!existsSync(new URL(`submissions/${submission.name}/self.ts`, root))) continue;
    expect(form).toBeDefined();
    const [[found], [stands]] = [
      hyperparameters,
      form?.manifest.hyperparameters as (typeof hyperparameters)[0][],
    ];
    // An earlier search had more in its space, and a form names what no search varies.
    const shared = Object.keys(found ?? {}).filter((key) => stands !== undefined && key in stands);
    expect(shared.length).toBeGreaterThan(2);
    if (measure === "reference" && stayingForms.includes(submission.name)) continue;
    if (measure === "reference") expect(shared).toEqual(Object.keys(found ?? {}));
    for (const key of shared) expect(stands?.[key], `${submission.name} ${key}`).toEqual(found?.[key]);
  }
});
