import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { Sandbox } from "@steepest/core/sandbox/sandbox.ts";
import { emscriptenOf } from "@steepest/tensors/backend/emscripten.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { backend, memory } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { loadWorkload } from "./loadWorkload.ts";
import { prepareData } from "./node/prepareData.ts";
import { referenceSource } from "./node/referenceSource.ts";
import { priceListOf } from "./priceLists.ts";

const hyperparameters = {
  lr: 1e-3,
  one_minus_beta1: 0.1,
  beta2: 0.99,
  eps: 1e-8,
  weight_decay: 0.02,
  warmup_factor: 0.05,
};

test("ten thousand steps hold no more tensors than a hundred, and WebAssembly's memory does not grow", async () => {
  await openBackend("wasm");
  const module = emscriptenOf(backend() as Parameters<typeof emscriptenOf>[0]);
  const prices = priceListOf("cpu-wasm");
  if (prices === null) throw new Error("the class has a price list");
  const workload = await loadWorkload("mnist_mlp");
  const loaded = await workload.load(await prepareData("mnist_mlp"));
  const { card } = workload;
  const key = keyFromSeed(1);
  const source = referenceSource("nadamw");
  const problem = new WorkloadProblem(
    workload,
    loaded,
    key,
    {
      hyperparameters,
      stepHint: 10_000,
      budget: 3600,
      target: { metric: card.metric.name, direction: card.metric.direction, value: card.target.validation },
      lossType: card.loss.type,
    },
    prices.workloads["mnist_mlp"] ?? null,
  );
  // A quarter of the steps' work: what leaks does so by the step.
  const sandbox = new Sandbox({
    engine: await loadEngine(),
    source: {
      ...source,
      files: {
        ...source.files,
        [source.entry]: (source.files[source.entry] ?? "").replace(
          "optimizer",
          "batchSize: () => 8,\n  optimizer",
        ),
      },
    },
    problem,
    key: deriveKey(key, "submission"),
    now: () => 0,
    elapsed: () => 0,
    prices,
  });
  expect(sandbox.chooseBatchSize()).toBe(8);
  await sandbox.init();
  const held = [];
  for (let step = 1; step <= 10_000; step++) {
    await sandbox.step(step);
    if (step !== 100 && step !== 10_000) continue;
    const { numTensors, numBytes } = memory();
    held.push({ numTensors, numBytes, heap: module.HEAPU8.buffer.byteLength });
  }
  expect(held[1]).toEqual(held[0]);
  sandbox.dispose();
  problem.dispose();
  loaded.dispose();
});
