import type { Suite } from "@steepest/core/schema/suite.ts";

export const suites: readonly Suite[] = [
  {
    id: "quick",
    version: 1,
    title: "Quick",
    summary:
      "Three small workloads that one CPU core trains in seconds each: a first opinion of an optimizer within minutes.",
    workloads: ["mnist_mlp", "mnist_cnn", "brown_lm"],
    rulesets: { external: { studies: 3, trials: 5 }, self: { studies: 3, trials: 1 } },
    rMax: 4,
    baselines: { external: "nadamw", self: "nadamw_self" },
  },
];
