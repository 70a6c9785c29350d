import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { BatchOrder } from "@steepest/core/harness/batchOrder.ts";
import type { HostBatch, Problem } from "@steepest/core/sandbox/problem.ts";
import { initializeParameter } from "@steepest/core/workload/initializeParameter.ts";
import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { scalar, tensor } from "@tensorflow/tfjs";

/** A problem of any parameters and no model: what host functions are measured on. Numbers lie between 0.5 and 1.5. */
export class GridProblem implements Problem {
  readonly parameterSpecs: readonly ParameterSpec[];
  readonly modelStateSpecs = [];
  readonly facts: Problem["facts"] = {
    hyperparameters: {},
    stepHint: 1000,
    budget: 3600,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: "none",
  };
  readonly batchSizeLimits = { default: 128, max: 1024, trainingSet: 50_000 };
  readonly #order = new BatchOrder(keyFromSeed(1), 50_000);

  constructor(shapes: readonly (readonly number[])[]) {
    this.parameterSpecs = shapes.map((shape, i) => ({
      name: `leaf ${i}`,
      kind: "weight",
      shape,
      initializer: { type: "normal", standardDeviation: 1 },
    }));
  }

  initialParameters(draw: number) {
    return this.parameterSpecs.map((spec, i) => {
      if (draw > 0) return initializeParameter(spec, deriveKey(keyFromSeed(draw), i));
      const size = spec.shape.reduce((product, length) => product * length, 1);
      return tensor(
        uniform(deriveKey(keyFromSeed(0), i), size).map((u) => u + 0.5),
        [...spec.shape],
        "float32",
      );
    });
  }

  initialModelState() {
    return [];
  }

  batch(index: number, size: number): HostBatch {
    return { indices: this.#order.batch(index, size), key: [0, index] };
  }

  lossAndGrad(): never {
    throw new Error("there is no model");
  }

  forward(): never {
    throw new Error("there is no model");
  }

  hvp(): never {
    throw new Error("there is no model");
  }

  loss() {
    return scalar(0);
  }

  endStep(): void {}
  dispose(): void {}
}
