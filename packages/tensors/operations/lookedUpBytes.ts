import { type Tensor, tensor } from "@tensorflow/tfjs";
import { hasFusedKernel, runFusedKernel } from "./fusedKernel.ts";

/**
 * A new float32 tensor of the numbers that bytes stand for: `values` has 256 for each place along the last axis in turn, or 256 for all. `write` puts
 * the bytes into an array of as many as the tensor has numbers, every one of them, and makes no tensor.
 */
export function lookedUpBytes(
  shape: readonly number[],
  values: Float32Array,
  write: (bytes: Uint8Array) => void,
): Tensor {
  if (hasFusedKernel("LookedUpBytes"))
    return runFusedKernel("LookedUpBytes", {}, { shape, values, write })[0] as Tensor;
  const bytes = new Uint8Array(shape.reduce((product, length) => product * length, 1));
  write(bytes);
  const channels = values.length / 256;
  const numbers = Float32Array.from(bytes, (byte, at) => values[256 * (at % channels) + byte] as number);
  return tensor(numbers, [...shape], "float32");
}
