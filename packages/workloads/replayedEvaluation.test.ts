import { keyFromSeed } from "@steepest/base/random/key.ts";
import { replayedEvaluation } from "@steepest/core/harness/replayedEvaluation.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { dispose, memory } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { suite } from "./catalogue.ts";
import { loadWorkload } from "./loadWorkload.ts";
import { prepareData } from "./node/prepareData.ts";

beforeAll(() => openBackend("wasm"));

const facts = {
  hyperparameters: {},
  stepHint: 100,
  budget: 1,
  target: { metric: "loss", direction: "min", value: 0 },
  lossType: "",
} as const;

test.each(suite("quick").workloads)(
  "evaluations of %s are replayed with the bits of the model's own",
  async (id) => {
    const [workload, read] = [await loadWorkload(id), await prepareData(id)];
    const loaded = await workload.load(read);
    const problem = new WorkloadProblem(workload, loaded, keyFromSeed(1), facts);
    const points = [0, 1].map((draw) => problem.initialParameters(draw));
    const state = problem.initialModelState();
    const evaluation = replayedEvaluation(loaded);
    const { numTensors } = memory();
    // Seen, recorded, replayed, and replayed elsewhere.
    for (const at of [0, 0, 0, 1]) {
      const parameters = points[at] ?? [];
      const own = await loaded.evaluate(parameters, state, "validation");
      expect(await evaluation.loaded.evaluate(parameters, state, "validation")).toEqual(own);
    }
    expect(evaluation.replayed()).toBeGreaterThan(1);
    expect(memory().numTensors).toBe(numTensors);
    evaluation.dispose();
    problem.dispose();
    loaded.dispose();
    dispose([...points, state]);
  },
);
