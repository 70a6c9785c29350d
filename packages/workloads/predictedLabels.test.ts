import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { initializeParameter } from "@steepest/core/workload/initializeParameter.ts";
import type {
  BatchTensors,
  ForwardOptions,
  LabelDistributions,
  LoadedWorkload,
  Workload,
} from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { softmaxDivergence } from "@steepest/tensors/operations/classLosses.ts";
import { fill, memory, sum, type Tensor, tidy } from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadWorkload } from "./loadWorkload.ts";
import { prepareData } from "./node/prepareData.ts";
import { testedWorkloads } from "./testing/testedWorkloads.ts";

/** What every workload that has `logits` must do with labels that are predicted at other parameters. */

const options: ForwardOptions = {
  mode: "eval",
  dropoutRate: null,
  labelSmoothing: null,
  updateBatchNorm: false,
  key: [1, 2],
};
const initialize = (workload: Workload, seed: number) =>
  workload.parameterSpecs.map((spec, at) => initializeParameter(spec, deriveKey(keyFromSeed(seed), at)));

describe.each(testedWorkloads.map(({ id }) => id))("%s", (id) => {
  let loaded: LoadedWorkload & Required<Pick<LoadedWorkload, "logits">>;
  let parameters: Tensor[];
  let others: Tensor[];
  let state: Tensor[];
  let batch: BatchTensors;
  let before = 0;
  let has = true;

  beforeAll(async () => {
    await openBackend("wasm");
    const workload = await loadWorkload(id);
    const found = await workload.load(await prepareData(id));
    has = found.logits !== undefined;
    loaded = found as typeof loaded;
    before = memory().numTensors;
    parameters = initialize(workload, 1);
    others = initialize(workload, 2);
    state = workload.modelStateSpecs.map(({ shape, initialValue }) => fill([...shape], initialValue));
    batch = loaded.batch(Int32Array.of(0, 1, 2, 3, 4, 5), keyFromSeed(7));
  });
  afterAll(() => {
    for (const each of [...parameters, ...others, ...state, ...Object.values(batch)]) each.dispose();
    expect(memory().numTensors).toBe(before);
    loaded.dispose();
  });

  const logitsAt = (at: readonly Tensor[]) => loaded.logits(at, state, batch);
  const forward = (predicted: readonly Tensor[], weights: Partial<LabelDistributions>, of = batch) =>
    loaded.forward(parameters, state, of, {
      ...options,
      predictedLabels: { logits: logitsAt(predicted), temperature: 2, weight: 1, given: 0, ...weights },
    });

  test("the loss is the divergence of every target, summed over an example's targets", () => {
    if (!has) return;
    tidy(() => {
      const { losses, weights } = forward(others, { weight: 3 });
      const rows = softmaxDivergence(logitsAt(parameters), logitsAt(others), 2);
      expect(rows.size).toBe(sum(weights).dataSync()[0]);
      const byHand = rows.reshape([losses.size, -1]).sum(1).dataSync();
      for (const [i, loss] of losses.dataSync().entries()) expect(loss).toBeCloseTo(3 * (byHand[i] ?? 0), 3);
      expect(Math.min(...losses.dataSync())).toBeGreaterThan(0);
    });
  });

  test("is 0 where the same parameters predict, and then leaves the loss of the batch's labels", () => {
    if (!has) return;
    tidy(() => {
      expect(Math.max(...forward(parameters, {}).losses.dataSync().map(Math.abs))).toBeLessThan(1e-5);
      const given = loaded.forward(parameters, state, batch, options).losses.dataSync();
      const half = forward(parameters, { given: 0.5 }).losses.dataSync();
      for (const [i, loss] of half.entries()) expect(loss).toBeCloseTo(0.5 * (given[i] ?? 0), 3);
    });
  });

  test("does not depend on the batch's own labels", () => {
    if (!has) return;
    tidy(() => {
      const without = Object.fromEntries(
        Object.entries(batch).map(([name, tensor]) => [
          name,
          ["labels", "targets"].includes(name) ? tensor.zerosLike() : tensor,
        ]),
      );
      expect([...forward(others, {}, without).losses.dataSync()]).toEqual([
        ...forward(others, {}).losses.dataSync(),
      ]);
    });
  });
});
