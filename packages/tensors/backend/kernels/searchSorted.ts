import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  /** [batches, bounds], ascending along the last axis. */
  readonly sortedSequence: TensorInfo;
  /** [batches, values]. */
  readonly values: TensorInfo;
}

/** Where values go into sorted rows: a bisection without branches, which quantising moments does for every parameter in every step. */
export const searchSorted = wasmKernel<Inputs, { readonly side: "left" | "right" }>(
  "SearchSorted",
  ({ sortedSequence, values }, { side }, backend) => {
    const [batches = 0, count = 0] = sortedSequence.shape;
    const isTreated = sortedSequence.dtype === "float32" && values.dtype === "float32" && count > 0;
    if (!isTreated) return callStockKernel(backend, "SearchSorted", { sortedSequence, values }, { side });
    const out = backend.makeOutput(values.shape, "int32");
    trainingModules().images.searchSorted(
      addressOf(backend, sortedSequence),
      addressOf(backend, values),
      addressOf(backend, out),
      batches,
      count,
      values.shape[1] ?? 0,
      side === "right" ? 1 : 0,
    );
    return out;
  },
);
