import type { ForwardOptions } from "@steepest/core/workload/workload.ts";

/** How a model runs when it is judged: nothing random, no smoothing, no state moved. */
export const evalOptions: ForwardOptions = {
  mode: "eval",
  dropoutRate: null,
  labelSmoothing: 0,
  updateBatchNorm: false,
  key: [0, 0],
};
