import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { addBias } from "@steepest/tensors/operations/addBias.ts";
import {
  add,
  concat,
  matMul,
  reshape,
  reverse,
  stack,
  type Tensor,
  transpose,
  unstack,
} from "@tensorflow/tfjs";
import { lstmSequence } from "./lstmSequence.ts";
import type { Scope } from "./scope.ts";

const directions = ["forward", "backward"] as const;

/**
 * An LSTM of `width` for each direction, with PyTorch's two biases and its initialization (uniform in ±1 / √width). Gates stand in the order input,
 * forget, output, candidate (PyTorch: input, forget, candidate, output).
 */
export const bidirectionalLstmSpecs = (
  name: string,
  inputs: number,
  width: number,
): readonly ParameterSpec[] =>
  directions.flatMap((direction) => {
    const spec = (part: string, kind: "weight" | "bias", shape: readonly number[]): ParameterSpec => ({
      name: `${name}.${direction}.${part}`,
      kind,
      shape,
      initializer: { type: "uniform", limit: 1 / Math.sqrt(width) },
    });
    return [
      spec("input", "weight", [inputs, 4 * width]),
      spec("recurrent", "weight", [width, 4 * width]),
      spec("inputBias", "bias", [4 * width]),
      spec("recurrentBias", "bias", [4 * width]),
    ];
  });

/**
 * Reads x [batch · frames, inputs] in both directions, the backward one from each utterance's own last frame: [batch · frames, 2 · width],
 * zeros where `mask` [batch, frames] is 0.
 */
export function bidirectionalLstm(scope: Scope, name: string, x: Tensor, mask: Tensor): Tensor {
  const [batch, frames] = mask.shape as [number, number];
  const parameters = (part: string) =>
    directions.map((direction) => scope.parameter(`${name}.${direction}.${part}`));
  const biases = parameters("recurrentBias");
  const inputBiases = parameters("inputBias");
  // The backward direction is the forward one on reversed frames: its states are zero until an utterance's last frame.
  const inTime = (at: number, byFrame: Tensor) => (at === 0 ? byFrame : reverse(byFrame, 0));
  const projected = parameters("input").map((weight, at) => {
    const rows = addBias(matMul(x, weight), add(inputBiases[at] as Tensor, biases[at] as Tensor));
    return inTime(at, transpose(reshape(rows, [batch, frames, -1]), [1, 0, 2]));
  });
  const byFrame = reshape(transpose(mask), [frames, batch, 1]);
  const outputs = lstmSequence(
    stack(projected, 1),
    stack(parameters("recurrent")),
    stack(
      directions.map((_, at) => inTime(at, byFrame)),
      1,
    ),
  );
  const aligned = unstack(outputs, 1).map((output, at) => inTime(at, output));
  return reshape(transpose(concat(aligned, 2), [1, 0, 2]), [batch * frames, -1]);
}
