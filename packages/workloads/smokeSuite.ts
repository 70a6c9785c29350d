import type { Suite } from "@steepest/core/schema/suite.ts";

/**
 * One trial of the fastest workload: what the end-to-end tests enter, and what an operator may enter to see whether a
 * new deployment works. Found by its id only: no list of suites names it.
 */
export const smokeSuite: Suite = {
  id: "smoke",
  version: 2,
  title: "Smoke test",
  summary: "One study of one workload: shows that a deployment works, says nothing about a submission.",
  practice: true,
  workloads: ["mnist_mlp"],
  rulesets: { external: { studies: 1, trials: 2 }, self: { studies: 1, trials: 1 } },
  rMax: 4,
  baselines: { external: "target_points_quick", self: "adam_self" },
};
