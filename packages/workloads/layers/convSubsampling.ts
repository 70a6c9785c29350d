import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { addBias } from "@steepest/tensors/operations/addBias.ts";
import {
  conv2d,
  expandDims,
  floorDiv,
  mul,
  relu,
  reshape,
  scalar,
  type Tensor,
  type Tensor4D,
} from "@tensorflow/tfjs";
import { dense, denseSpecs } from "./dense.ts";
import { frameMask } from "./frameMask.ts";
import type { Scope } from "./scope.ts";

export interface ConvSubsamplingConfig {
  /** Of the input; a multiple of 4. */
  readonly bands: number;
  /** Of both convolutions. */
  readonly channels: number;
  readonly width: number;
}

/** Two 3 × 3 convolutions of stride 2 and a dense layer, by Glorot's initialization. */
export const convSubsamplingSpecs = (
  name: string,
  { bands, channels, width }: ConvSubsamplingConfig,
): readonly ParameterSpec[] => [
  ...[1, channels].flatMap((inputs, at): ParameterSpec[] => [
    {
      name: `${name}.conv${at}.weight`,
      kind: "conv_weight",
      shape: [3, 3, inputs, channels],
      initializer: { type: "glorot_uniform" },
    },
    {
      name: `${name}.conv${at}.bias`,
      kind: "bias",
      shape: [channels],
      initializer: { type: "constant", value: 0 },
    },
  ]),
  ...denseSpecs(`${name}.dense`, (bands / 4) * channels, width, { initializer: { type: "glorot_uniform" } }),
];

/**
 * A quarter of the frames of features [batch, frames, bands], as AlgoPerf's speech models subsample: [batch · frames / 4, width]. What lies beyond
 * an utterance's `lengths` is 0 between the convolutions, so that padding changes nothing within it. `frames` is a multiple of 4.
 */
export function convSubsampling(
  scope: Scope,
  name: string,
  { features, lengths }: { readonly features: Tensor; readonly lengths: Tensor },
  activation: (x: Tensor) => Tensor = relu,
): Tensor {
  const half = floorDiv(lengths.add(scalar(1, "int32")), scalar(2, "int32"));
  const convolve = (at: number, x: Tensor) =>
    activation(
      addBias(
        scope.linear(x, `${name}.conv${at}.weight`, (inputs, filter) =>
          conv2d(inputs as Tensor4D, filter as Tensor4D, 2, "same"),
        ),
        scope.parameter(`${name}.conv${at}.bias`),
      ),
    );
  const first = convolve(0, expandDims(features, 3));
  const [batch, frames] = first.shape as [number, number];
  const masked = mul(first, reshape(frameMask(half, frames), [batch, frames, 1, 1]));
  const second = convolve(1, masked);
  return dense(scope, `${name}.dense`, reshape(second, [(batch * frames) / 2, -1]));
}
