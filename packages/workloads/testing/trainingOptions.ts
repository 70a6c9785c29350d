import type { ForwardOptions } from "@steepest/core/workload/workload.ts";

/** A training pass with nothing that a submission would ask for. */
export const trainingOptions: ForwardOptions = {
  mode: "train",
  dropoutRate: null,
  labelSmoothing: null,
  updateBatchNorm: true,
  key: [0, 0],
};
