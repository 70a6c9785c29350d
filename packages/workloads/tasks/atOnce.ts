import type { RunComputation } from "@steepest/core/workload/workload.ts";
import { tidy } from "@tensorflow/tfjs";

/** Runs a computation as it is. */
export const atOnce: RunComputation = (_name, _inputs, compute) => tidy(compute);
