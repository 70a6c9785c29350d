import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { add, mean, mul, rsqrt, square, sub, type Tensor } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

const epsilon = 1e-5;

export const layerNormSpecs = (name: string, width: number): readonly ParameterSpec[] => [
  { name: `${name}.scale`, kind: "norm_scale", shape: [width], initializer: { type: "constant", value: 1 } },
  { name: `${name}.bias`, kind: "norm_bias", shape: [width], initializer: { type: "constant", value: 0 } },
];

/** Normalizes every row of x [rows, width] to mean 0 and variance 1, then scales and shifts (arXiv 1607.06450). */
export function layerNorm(scope: Scope, name: string, x: Tensor): Tensor {
  const centred = sub(x, mean(x, -1, true));
  const inverseDeviation = rsqrt(add(mean(square(centred), -1, true), epsilon));
  const normalized = mul(centred, inverseDeviation);
  return add(mul(normalized, scope.parameter(`${name}.scale`)), scope.parameter(`${name}.bias`));
}
