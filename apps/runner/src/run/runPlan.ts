import { UserError } from "@steepest/base/userError.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import type { Suite } from "@steepest/core/schema/suite.ts";
import { planTrials } from "@steepest/core/score/planTrials.ts";
import { closestWord } from "../cli/closestWord.ts";
import { createTrialJob } from "../trial/createTrialJob.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";

/** The part of a suite that a run is about. */
export function narrowSuite(
  suite: Suite,
  options: {
    readonly workloads: readonly string[];
    readonly studies: number | undefined;
    readonly trials: number | undefined;
  },
): Suite {
  for (const workload of options.workloads) {
    if (suite.workloads.includes(workload)) continue;
    const meant = closestWord(workload, suite.workloads);
    throw new UserError({
      code: "unknown-workload",
      what: `The suite ${suite.id} has no workload ${workload}.`,
      ...(meant === null ? {} : { details: `Did you mean ${meant}?` }),
      solution: `Choose from: ${suite.workloads.join(", ")}.`,
    });
  }
  const { external, self } = suite.rulesets;
  return {
    ...suite,
    workloads:
      options.workloads.length === 0
        ? suite.workloads
        : suite.workloads.filter((workload) => options.workloads.includes(workload)),
    rulesets: {
      external: { studies: options.studies ?? external.studies, trials: options.trials ?? external.trials },
      self: { studies: options.studies ?? self.studies, trials: 1 },
    },
  };
}

/** The ruleset to run under: the manifest's, or the one asked for where the search space allows it. */
export function chooseRuleset(manifest: Manifest, asked: Ruleset | undefined): Ruleset {
  const ruleset = asked ?? manifest.ruleset;
  const space = manifest.hyperparameters;
  const isOnePoint = Array.isArray(space) ? space.length === 1 : Object.keys(space).length === 0;
  if (ruleset === "self" && !isOnePoint) {
    throw new UserError({
      code: "ruleset-mismatch",
      what: `${manifest.name} cannot run under the self-tuning ruleset.`,
      details: "It has a search space, and self-tuning allows no tuning from outside.",
      solution: "Leave --ruleset out, or give the submission one fixed point: `hyperparameters: [{ … }]`.",
    });
  }
  return ruleset;
}

export interface PlannedSubmission {
  readonly source: SubmissionSource;
  readonly version: string;
  readonly manifest: Manifest;
}

/** Every trial of a submission on a suite, ready to run; study by study, so that first results cover all workloads. */
export function planJobs(options: {
  readonly submission: PlannedSubmission;
  readonly suite: Suite;
  readonly ruleset: Ruleset;
  readonly seed: number;
  readonly environment: Environment;
  readonly dataDirectory: string;
  readonly budgetSeconds: number | undefined;
  readonly bySteps: boolean;
  /** Files of users' own workloads, by id. */
  readonly workloadFiles: ReadonlyMap<string, string>;
}): LocalTrialJob[] {
  const { submission, suite, ruleset, seed, environment, dataDirectory, budgetSeconds, bySteps } = options;
  const { source, version, manifest } = submission;
  const plan = planTrials({ suite, manifest: { ruleset, hyperparameters: manifest.hyperparameters }, seed });
  const order = plan.toSorted((first, second) => first.study - second.study || first.trial - second.trial);
  return order.map((planned) =>
    createTrialJob({
      planned,
      submission: manifest.name,
      version,
      source,
      ruleset,
      environment,
      dataDirectory,
      budgetSeconds,
      bySteps,
      workloadFile: options.workloadFiles.get(planned.workload),
    }),
  );
}
