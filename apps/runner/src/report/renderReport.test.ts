import { suite } from "@steepest/workloads/catalogue.ts";
import { expect, test } from "vitest";
import { exampleEnvironment, exampleJob } from "../../test/exampleJob.ts";
import { exampleRecord } from "../../test/exampleRecord.ts";
import { unbalanced } from "../../test/unbalanced.ts";
import { summarizeRun } from "../run/summarizeRun.ts";
import { renderReport } from "./renderReport.ts";

function report(description: string): string {
  const submission = {
    source: exampleJob.source,
    version: exampleJob.version,
    manifest: { name: "example", ruleset: "self", hyperparameters: [{ lr: 1 }], description } as const,
  };
  const baseline = {
    ...submission,
    version: "b".repeat(64),
    manifest: { ...submission.manifest, name: "nadamw_self" },
  };
  const records = [0, 1, 2].flatMap((study) => [
    exampleRecord({ study, seconds: 5 + study }),
    exampleRecord({ name: "nadamw_self", version: baseline.version, study, seconds: study === 0 ? null : 9 }),
  ]);
  const summary = summarizeRun({
    submissions: [{ ...submission, manifest: { ...submission.manifest, hyperparameters: [{ lr: 1 }] } }],
    baseline: { ...baseline, manifest: { ...baseline.manifest, hyperparameters: [{ lr: 1 }] } },
    suite: { ...suite("quick"), workloads: ["mnist_mlp"] },
    ruleset: "self",
    seed: 1,
    environment: exampleEnvironment,
    measure: "reference",
    records,
  });
  return renderReport(summary, records);
}

test("a report is balanced markup with its charts inline", () => {
  const page = report("A first idea");
  expect(unbalanced(page.replace("<!doctype html>", ""))).toEqual([]);
  expect(page.match(/<figure><svg /g)).toHaveLength(3);
  // Each submission with its line in the legend.
  expect(page.match(/<span><svg /g)).toHaveLength(2);
  expect(page).toContain("nadamw_self (baseline)");
  expect(page).toContain("A first idea");
});

test("a report loads nothing", () => {
  const page = report("");
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|src=/i);
  const addresses = [...page.matchAll(/https?:\/\/[^"'\s<]+/g)].map(([address]) => address);
  expect(addresses.filter((address) => address !== "http://www.w3.org/2000/svg")).toEqual([]);
});

test("what a submission says of itself is text, not markup", () => {
  const page = report(`<script>alert("1")</script>`);
  expect(page).not.toContain("<script");
  expect(page).toContain("&lt;script&gt;");
});
