import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { seedFromKey } from "@steepest/base/random/seedFromKey.ts";
import type { Manifest } from "../schema/manifest.ts";
import type { HyperparameterPoint } from "../schema/searchSpace.ts";
import type { Suite } from "../schema/suite.ts";
import { samplePoints } from "./searchSpace/samplePoints.ts";

/** One trial that an entry needs. */
export interface PlannedTrial {
  readonly workload: string;
  readonly study: number;
  readonly trial: number;
  readonly seed: number;
  readonly hyperparameters: HyperparameterPoint;
}

/**
 * Every trial of an entry, in the order workload, study, trial. Each study of each workload draws its own points
 * (as AlgoPerf does), and each trial has its own seed; both follow from the entry's seed alone.
 */
export function planTrials(options: {
  readonly suite: Pick<Suite, "workloads" | "rulesets">;
  readonly manifest: Pick<Manifest, "ruleset" | "hyperparameters">;
  readonly seed: number;
}): PlannedTrial[] {
  const { suite, manifest } = options;
  const { studies, trials } = suite.rulesets[manifest.ruleset];
  const entryKey = keyFromSeed(options.seed);
  return suite.workloads.flatMap((workload) =>
    Array.from({ length: studies }, (_, study) => {
      const studyKey = deriveKey(deriveKey(entryKey, workload), study);
      const pointSeed = seedFromKey(deriveKey(studyKey, "hyperparameters"));
      return samplePoints(manifest.hyperparameters, trials, pointSeed).map((hyperparameters, trial) => ({
        workload,
        study,
        trial,
        seed: seedFromKey(deriveKey(deriveKey(studyKey, "trial"), trial)),
        hyperparameters,
      }));
    }).flat(),
  );
}
