import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { TrialJob } from "@steepest/core/job/trialJob.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { datasetOf } from "@steepest/workloads/datasets/datasetOf.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { referenceSource } from "@steepest/workloads/node/referenceSource.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { type BrowserName, findBrowser, runInBrowser } from "./runInBrowser.ts";
import { answer, type TrialQuestion } from "./trial.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const directory = `${root}.steepest/data`;
const { resolve } = createRequire(import.meta.url);
const quickjsBinary = "@jitl/quickjs-wasmfile-release-sync/wasm";
const tfjsBinary = "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";

/** Follows its clock: its bits are those of its reference times. */
const clockReader = `import { addScaled, defineSubmission } from "steepest";
export default defineSubmission({
  name: "clock_reader", ruleset: "self", hyperparameters: [{ lr: 0.1 }], init: () => ({}),
  update({ params, batch, lossAndGrad, elapsed, budget, hyperparameters: { lr } }) {
    const { grads, modelState } = lossAndGrad(params, batch);
    return { params: addScaled(params, grads, -lr * (1 - elapsed / budget)), modelState };
  },
});`;

/** A trial of a self-tuning submission at its one point. At the level of WebAssembly that every engine has, if no other is named. */
async function jobOf(
  workload: string,
  source: TrialJob["source"],
  featureLevel: "simd" | "simd-fma" = "simd",
): Promise<TrialJob> {
  const budgetSeconds = 0.5;
  const { name, hyperparameters } = await readManifest(source, await loadEngine());
  const [point] = Array.isArray(hyperparameters) ? hyperparameters : [];
  if (point === undefined) throw new Error(`${name} has no point of its own`);
  return {
    workload,
    source,
    submission: name,
    version: submissionVersion(source),
    ruleset: "self",
    hyperparameters: point,
    study: 0,
    trial: 0,
    seed: 11,
    budgetSeconds,
    evaluationPeriodSeconds: budgetSeconds / 3,
    environment: {
      ...{
        steepest: "test",
        backend: "wasm",
        featureLevel,
        hardwareClass: featureLevel === "simd" ? "cpu-wasm-simd" : "cpu-wasm",
        runtime: "any",
      },
      ...{ os: "any", cpu: "any", cores: 1, memoryBytes: 1, gpu: null, jobs: 1, calibrationSeconds: null },
    },
    capSeconds: null,
  };
}

let question: TrialQuestion;
let inNode: (Record<string, unknown> | null)[];

beforeAll(async () => {
  question = {
    jobs: [
      await jobOf("mnist_mlp", referenceSource("nadamw_self")),
      await jobOf("mnist_cnn", referenceSource("muon_self")),
      await jobOf("brown_lm", { entry: "clock.ts", files: { "clock.ts": clockReader } }),
      await jobOf("mnist_mlp", referenceSource("nadamw_self"), "simd-fma"),
    ],
    wasmUrl: null,
  };
  inNode = await answer(question, (id) => prepareData(id, { directory }));
});

test("in Node the trials train, are evaluated on the grid and end with their budget", () => {
  for (const [at, { workload, budgetSeconds }] of question.jobs.entries()) {
    const found = inNode[at] ?? {};
    // An old processor does not round a product and its sum at once.
    if (inNode[at] === null) continue;
    expect(found["outcome"]).toBe("exhausted");
    expect(found["totals.steps"]).toBeGreaterThan(10);
    expect(found["totals.charged.reference"]).toBeGreaterThanOrEqual(budgetSeconds);
    expect(found["parametersSha256"]).toMatch(/^[0-9a-f]{64}$/);
    expect(found[`evaluations[2].validation.${card(workload).metric.name}`]).toBeTypeOf("number");
  }
});

describe.each<BrowserName>(["chromium", "firefox"])("in %s", (browser) => {
  test.skipIf(findBrowser(browser) === null)(
    "the same trials give the same hashes, evaluations and reference times",
    async () => {
      const files = Object.fromEntries(
        question.jobs.flatMap(({ workload }) => {
          const { id, files: names } = datasetOf(workload);
          return names.map(({ name }) => [`/data/${id}/${name}`, `${directory}/${id}/${name}`]);
        }),
      );
      const there = await runInBrowser<(Record<string, unknown> | null)[]>(browser, {
        entry: fileURLToPath(new URL("./trial.ts", import.meta.url)),
        question: { ...question, wasmUrl: "/tfjs.wasm" },
        files: {
          ...files,
          "/tfjs.wasm": resolve(tfjsBinary),
          "/emscripten-module.wasm": resolve(quickjsBinary),
        },
      });
      // Firefox has no relaxed SIMD; Chromium's engine is Node's, which has what this processor has.
      const lacks = (at: number): boolean =>
        browser === "firefox" &&
        question.jobs[at]?.environment.featureLevel === "simd-fma" &&
        there[at] === null;
      expect(there).toEqual(inNode.map((found, at) => (lacks(at) ? null : found)));
    },
    120_000,
  );
});
