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
  const [size = 0] = scope.parameter(`${name}.weight`).shape;
  const padding = stride === 1 ? "same" : (size - 1) / 2;
  const convolve = (inputs: Tensor, filter: Tensor) =>
    conv2d(inputs as Tensor4D, filter as Tensor4D, stride, padding);
  return scope.noisy(x, (inputs) => scope.linear(inputs, `${name}.weight`, convolve)) as Tensor4D;
}
