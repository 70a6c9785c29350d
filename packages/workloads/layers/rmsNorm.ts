import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import * as operations from "@steepest/tensors/operations/norms.ts";
import type { Tensor } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

export const rmsNormSpecs = (name: string, width: number): readonly ParameterSpec[] => [
  { name: `${name}.scale`, kind: "norm_scale", shape: [width], initializer: { type: "constant", value: 1 } },
];

/** Divides every row of x [..., width] by the root of its mean square, then scales (arXiv 1910.07467). */
export const rmsNorm = (scope: Scope, name: string, x: Tensor): Tensor =>
  scope.noisy(x, (rows) => operations.rmsNorm(rows, scope.parameter(`${name}.scale`)));
