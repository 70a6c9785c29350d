import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import * as operations from "@steepest/tensors/operations/norms.ts";
import type { Tensor } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

export const layerNormSpecs = (name: string, width: number): readonly ParameterSpec[] => [
  { name: `${name}.scale`, kind: "norm_scale", shape: [width], initializer: { type: "constant", value: 1 } },
  { name: `${name}.bias`, kind: "norm_bias", shape: [width], initializer: { type: "constant", value: 0 } },
];

/** Normalizes every row of x [..., width] to mean 0 and variance 1, then scales and shifts (arXiv 1607.06450). */
export const layerNorm = (scope: Scope, name: string, x: Tensor, epsilon?: number): Tensor =>
  scope.noisy(x, (rows) =>
    operations.layerNorm(rows, scope.parameter(`${name}.scale`), scope.parameter(`${name}.bias`), epsilon),
  );
