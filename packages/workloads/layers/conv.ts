import type { Initializer, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { conv2d, type Tensor, type Tensor4D } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

/** Filters [size, size, inputs, outputs], by default with He's initialization; no bias, since a batch norm follows. */
export const convSpecs = (
  name: string,
  size: number,
  inputs: number,
  outputs: number,
  initializer: Initializer = { type: "fan_in_normal", scale: 2 },
): readonly ParameterSpec[] => [
  { name: `${name}.weight`, kind: "conv_weight", shape: [size, size, inputs, outputs], initializer },
];

/**
 * Convolution of x [batch, height, width, inputs] by filters of an odd size. Zeros are padded alike on all sides, as PyTorch's
 * models do, so that stride 1 keeps height and width and stride 2 halves them (rounding up).
 */
export function conv(scope: Scope, name: string, x: Tensor, stride = 1): Tensor4D {
  const filter = scope.parameter(`${name}.weight`) as Tensor4D;
  const padding = stride === 1 ? "same" : (filter.shape[0] - 1) / 2;
  return scope.noisy(x, (inputs) => conv2d(inputs as Tensor4D, filter, stride, padding)) as Tensor4D;
}
