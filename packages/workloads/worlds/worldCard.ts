import type { Metric } from "@steepest/core/schema/metric.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { datasetSha256 } from "../datasets/datasetSha256.ts";

export interface WorldFacts {
  readonly id: string;
  readonly title: string;
  /** What is trained, and what is known of it, with its source. */
  readonly summary: string;
  readonly data: string;
  readonly examples: WorkloadCard["dataset"]["examples"];
  readonly model: string;
  readonly parameters: number;
  readonly loss: WorkloadCard["loss"];
  readonly metric: Metric;
  readonly batch: number;
  /** A validation value that the lab counts steps to. It is no target: nothing was tuned to reach it, and no board knows it. */
  readonly mark: number;
  /** Steps within which what is known shows itself. */
  readonly steps: number;
}

/** What a card's target says of a small world, so that nobody takes its mark for one. */
export const noTarget = "none: a small world has no target";

/** The card of a small world whose data are made by its own code. */
export const worldCard = (facts: WorldFacts): WorkloadCard => ({
  id: facts.id,
  title: facts.title,
  summary: facts.summary,
  algoperf: null,
  variantOf: null,
  dataset: {
    name: facts.data,
    packages: [],
    licence: "none needed: made by formula",
    attribution: "none",
    sha256: datasetSha256([]),
    examples: facts.examples,
    caveats: null,
  },
  symmetry: null,
  model: { description: facts.model, parameterCount: facts.parameters },
  loss: facts.loss,
  metric: facts.metric,
  batchSize: { default: facts.batch, max: Math.max(facts.batch, facts.examples.train) },
  target: {
    validation: facts.mark,
    test: facts.mark,
    budgetSeconds: {},
    stepHint: facts.steps,
    evaluationPeriodSeconds: {},
    provenance: {
      procedure: noTarget,
      command: noTarget,
      date: "",
      algorithms: [],
      winner: {
        name: "none",
        hyperparameters: {},
        steps: facts.steps,
        validation: [],
        test: [],
        chargedSeconds: [],
        timeToTargetSeconds: [],
      },
    },
  },
});
