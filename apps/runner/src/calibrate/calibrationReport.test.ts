import picocolors from "picocolors";
import { expect, test } from "vitest";
import { exampleFinished, examplePlan } from "../../test/exampleCalibration.ts";
import { unbalanced } from "../../test/unbalanced.ts";
import { calibrationReport } from "./calibrationReport.ts";
import { calibrationSummarySchema } from "./calibrationSummary.ts";
import { renderCalibration } from "./renderCalibration.ts";
import { summarizeCalibration } from "./summarizeCalibration.ts";

const plan = examplePlan();
const finished = exampleFinished(plan, [9, 4, null, 8, 6, null]);
const summary = summarizeCalibration(plan, finished, { measure: "wall", budget: 1 });
const page = calibrationReport(summary, finished.records.slice(1, 2));

test("a summary is what its schema says, best point first, and chooses that one", () => {
  expect(calibrationSummarySchema.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
  expect(summary.points.map(({ point }) => point)).toEqual([2, 5, 4, 1, 3, 6]);
  expect(summary.points[0]).toMatchObject({ chosen: true, complete: true, score: 1 });
  expect(summary.hyperparameters).toEqual([plan.points[1]]);
  expect(summary.sensitivity.map(({ name }) => name).sort()).toEqual(["lr", "schedule"]);
});

test("a report is balanced markup with a chart for each hyperparameter that varies and the curves of the choice", () => {
  expect(unbalanced(page.replace("<!doctype html>", ""))).toEqual([]);
  expect(page.match(/<figure><svg /g)).toHaveLength(3);
  expect(page).toContain("hyperparameters: [{ lr: ");
});

test("a report loads nothing, and words of a search space are text", () => {
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|src=|<b>/i);
  const addresses = [...page.matchAll(/https?:\/\/[^"'\s<]+/g)].map(([address]) => address);
  expect(addresses.filter((address) => address !== "http://www.w3.org/2000/svg")).toEqual([]);
});

test("the terminal shows the best points, what matters, and the line to paste", () => {
  const text = renderCalibration(summary, picocolors.createColors(false), "report.html");
  const lr = plan.points[1]?.lr;
  expect(text).toMatch(/^✓ +2 +1\.0000 +4\.00 s/m);
  expect(text).toMatch(/^hyperparameters: \[\{ lr: [\d.e-]+, schedule: "[^"]+", eps: 1e-8 \}\],$/m);
  expect(text).toContain(`lr: ${lr}`);
  expect(text).toContain("One study");
});

test("where no point reaches the target, there is a point all the same, and a note says so", () => {
  const none = exampleFinished(plan, [null, null, null, null, null, null]);
  const found = summarizeCalibration(plan, none, { measure: "wall", budget: 1 });
  expect(found.hyperparameters).toHaveLength(1);
  expect(found.notes[0]).toBe(
    "No point reached the target of mnist_mlp: points differ there by their metric only.",
  );
});
