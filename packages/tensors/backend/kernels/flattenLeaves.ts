import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

/** All numbers of float32 tensors of any shape, one tensor after the other: one block of memory, each number copied once. */
export const flattenLeaves = wasmKernel<readonly TensorInfo[], object>(
  "FlattenLeaves",
  (leaves, _, backend) => {
    const sizes = leaves.map(({ shape }) => sizeOf(shape));
    const out = allocate(backend, [sizes.reduce((sum, size) => sum + size, 0)]);
    const { trees } = trainingModules();
    let to = addressOf(backend, out);
    for (const [i, leaf] of leaves.entries()) {
      if (leaf.dtype !== "float32") throw new Error(`FlattenLeaves takes float32, not ${leaf.dtype}`);
      const bytes = 4 * (sizes[i] as number);
      trees.copy(addressOf(backend, leaf), to, bytes);
      to += bytes;
    }
    return out;
  },
);
