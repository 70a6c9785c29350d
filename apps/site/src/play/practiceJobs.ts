import type { TrialJob } from "@steepest/core/job/trialJob.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { budgetOf } from "@steepest/core/schema/workloadCard.ts";
import { planTrials } from "@steepest/core/score/planTrials.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { measureOf } from "@steepest/workloads/hardwareClasses.ts";
import { trialTimes } from "@steepest/workloads/trialTimes.ts";

export interface Practice {
  readonly source: SubmissionSource;
  readonly manifest: Pick<Manifest, "name" | "ruleset">;
  readonly workload: string;
  /** As an entry's, or `steepest run --seed`: the trial's own follows from it. */
  readonly seed: number;
  readonly points: readonly HyperparameterPoint[];
  readonly environment: Environment;
}

/**
 * One trial for each point, all with the seed that the first trial of the first study has: what differs between their curves is the points' doing. The first is the
 * very trial of `steepest run --seed`, where its point is that one's.
 */
export function practiceJobs(practice: Practice): TrialJob[] {
  const { source, manifest, workload, points, environment } = practice;
  const { hardwareClass } = environment;
  const [first] = planTrials({
    suite: {
      workloads: [workload],
      rulesets: { external: { studies: 1, trials: 1 }, self: { studies: 1, trials: 1 } },
    },
    manifest: { ruleset: "external", hyperparameters: [{}] },
    seed: practice.seed,
  });
  const { target } = card(workload);
  // By the clock nothing is official here: as many seconds as reference time would have.
  const byClock =
    measureOf(hardwareClass) === "wall" ? budgetOf(target, "cpu-wasm", manifest.ruleset) : undefined;
  return points.map((hyperparameters, trial) => ({
    workload,
    source,
    submission: manifest.name,
    version: submissionVersion(source),
    ruleset: manifest.ruleset,
    hyperparameters,
    study: 0,
    trial,
    seed: (first as NonNullable<typeof first>).seed,
    ...trialTimes(card(workload), hardwareClass, manifest.ruleset, byClock),
    environment,
    capSeconds: null,
  }));
}
