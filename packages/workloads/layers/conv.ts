import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { conv2d, type Tensor, type Tensor4D } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

/** Filters [size, size, inputs, outputs] by He's initialization; no bias, since a batch norm follows. */
export const convSpecs = (
  name: string,
  size: number,
  inputs: number,
  outputs: number,
): readonly ParameterSpec[] => [
  {
    name: `${name}.weight`,
    kind: "conv_weight",
    shape: [size, size, inputs, outputs],
    initializer: { type: "fan_in_normal", scale: 2 },
  },
];

/** Convolution of x [batch, height, width, inputs] with stride 1 and zero padding that keeps height and width. */
export const conv = (scope: Scope, name: string, x: Tensor): Tensor4D =>
  conv2d(x as Tensor4D, scope.parameter(`${name}.weight`) as Tensor4D, 1, "same");
