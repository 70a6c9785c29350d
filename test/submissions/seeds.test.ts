import { describe, expect, test } from "vitest";
import { deriveKey, keyFromSeed } from "../../packages/base/random/key.ts";
import { runTrial } from "../../packages/core/harness/runTrial.ts";
import { trialOptions } from "../../packages/core/harness/testing/trialFixture.ts";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";
import { readManifest } from "../../packages/core/sandbox/readManifest.ts";
import type { SubmissionSource } from "../../packages/core/schema/sourceFiles.ts";
import { samplePoints } from "../../packages/core/score/searchSpace/samplePoints.ts";
import { openBackend } from "../../packages/tensors/backend/openBackend.ts";
import { referenceSource } from "../../packages/workloads/node/referenceSource.ts";

const pointOf = async (source: SubmissionSource) => {
  const { hyperparameters } = await readManifest(source, await loadEngine());
  const empty = !Array.isArray(hyperparameters) && Object.keys(hyperparameters).length === 0;
  return empty ? {} : (samplePoints(hyperparameters, 1, 0)[0] ?? {});
};

describe.each(["wasm", "cpu"] as const)("on %s", (backendName) => {
  test("the same seed gives the same bits, another seed others", async () => {
    const source = referenceSource("nadamw");
    const options = await trialOptions({
      backend: await openBackend(backendName),
      source,
      ruleset: "external",
      hyperparameters: await pointOf(source),
      maxSteps: 20,
      evaluationSteps: [20],
      continueAfterTarget: true,
    });
    const run = async (seed: number) => (await runTrial({ ...options, seed })).parametersSha256;
    const first = await run(1);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await run(1)).toBe(first);
    expect(await run(2)).not.toBe(first);
  });
});

test("the submission's own random numbers come from the trial's seed, on every backend", async () => {
  const source: SubmissionSource = {
    entry: "noise.ts",
    files: {
      "noise.ts": `import { defineSubmission, read } from "steepest";
export default defineSubmission({
  name: "noise",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  async update(ctx) {
    const drawn = [ctx.rng.normal(ctx.params), ctx.rng.uniform(ctx.params), ctx.rng.rademacher(ctx.params)];
    for (const tree of drawn) console.log((await read(tree)).map((leaf) => leaf.join()).join());
    console.log(ctx.rng.number(), ctx.rng.integer(1000));
    return { params: ctx.params };
  },
});
`,
    },
  };
  const run = async (backend: "wasm" | "cpu", seed: number) => {
    const options = await trialOptions({ backend: await openBackend(backend), source, seed, maxSteps: 2 });
    return (await runTrial(options)).console;
  };
  const onWasm = await run("wasm", 3);
  expect(onWasm).toHaveLength(8);
  expect(new Set(onWasm).size).toBe(8);
  expect(await run("cpu", 3)).toEqual(onWasm);
  expect(await run("cpu", 4)).not.toEqual(onWasm);
  expect(deriveKey(keyFromSeed(3), "submission")).not.toEqual(deriveKey(keyFromSeed(4), "submission"));
});
