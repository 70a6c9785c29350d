import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/** The sum of tensors of one shape, from left to right: the second and later ones are added to the result in place. */
export const addN = wasmKernel<readonly TensorInfo[], object>("AddN", (inputs, attributes, backend) => {
  const [first, second, ...others] = inputs;
  if (first === undefined || second === undefined || inputs.some(({ dtype }) => dtype !== "float32")) {
    return callStockKernel(backend, "AddN", inputs as unknown as Record<string, TensorInfo>, attributes);
  }
  const out = allocate(backend, first.shape);
  const { add } = trainingModules().elementwise;
  const size = sizeOf(first.shape);
  const into = addressOf(backend, out);
  const addTo = (a: number, b: number) => add(a, b, into, 1, 1, 1, size, 0, 0, 0, 1, 0, 0, 0, 1);
  addTo(addressOf(backend, first), addressOf(backend, second));
  for (const each of others) addTo(into, addressOf(backend, each));
  return out;
});
