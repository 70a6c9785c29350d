import type { Initializer, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { conv2dTranspose, type Tensor, type Tensor4D } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

/**
 * Filters [size, size, outputs, inputs], outputs first as the gradient of a convolution has them. By the shape, fan-in counts the outputs, as
 * PyTorch (and so AlgoPerf) counts it for transposed convolutions. No bias, since a norm follows.
 */
export const transposedConvSpecs = (
  name: string,
  size: number,
  inputs: number,
  outputs: number,
  initializer: Initializer,
): readonly ParameterSpec[] => [
  { name: `${name}.weight`, kind: "conv_weight", shape: [size, size, outputs, inputs], initializer },
];

/** Every pixel of x [batch, height, width, inputs] becomes a square of `size` × `size` of its own: [batch, size · height, size · width, outputs]. */
export function transposedConv(scope: Scope, name: string, x: Tensor): Tensor4D {
  const [size, , outputs] = scope.parameter(`${name}.weight`).shape as Tensor4D["shape"];
  const [batch, height, width] = x.shape as [number, number, number, number];
  const shape: [number, number, number, number] = [batch, size * height, size * width, outputs];
  return scope.linear(x, `${name}.weight`, (inputs, filter) =>
    conv2dTranspose(inputs as Tensor4D, filter as Tensor4D, shape, size, "valid"),
  ) as Tensor4D;
}
