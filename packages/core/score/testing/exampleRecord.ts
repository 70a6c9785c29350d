import { chargesOf } from "../../schema/measures.ts";
import type { TrialRecord } from "../../schema/record.ts";

/** A record of a trial that reached its target at the second of three evaluations; `more` replaces whole fields. */
export const exampleRecord = (more: Partial<TrialRecord> = {}): TrialRecord => ({
  format: "steepest-record/2",
  measure: "reference",
  library: { sha256: "a".repeat(64), guest: null, prices: 1 },
  submission: { name: "adam", version: "b".repeat(64), ruleset: "self" },
  workload: {
    ...{ id: "w", dataSha256: "c".repeat(64), metric: { name: "error", direction: "min" }, target: 0.2 },
    ...{ budgetSeconds: 10, evaluationPeriodSeconds: 1, stepHint: 100, maxSteps: null },
  },
  study: 1,
  trial: 2,
  seed: 3,
  hyperparameters: { lr: 0.1, beta: 0.9 },
  batchSize: 32,
  outcome: { kind: "reached" },
  timeToTarget: { step: 20, charged: chargesOf({ reference: 2, wall: 4, steps: 20 }) },
  evaluations: [0.5, 0.2, 0.1].map((error, at) => ({
    step: 10 * (at + 1),
    charged: chargesOf({ reference: at + 1, wall: 2 * (at + 1), steps: 10 * (at + 1) }),
    trainLoss: 1 / (at + 1),
    validation: { error, loss: 2 * error },
    evaluationSeconds: 0.25,
  })),
  test: { error: 0.3, loss: 0.6 },
  totals: {
    ...{ steps: 30, examples: 960, gradientEvaluations: 31, lossEvaluations: 32, hostCalls: 33 },
    charged: chargesOf({ reference: 3, wall: 6, cpu: 5, steps: 30, gradients: 31 }),
  },
  timeSplit: { init: 1, select: 2, gradient: 3, update: 4, sandbox: 5, prepare: 6, evaluate: 7 },
  memory: { parameterBytes: 40, stateBytes: 80, peakTensorBytes: 400 },
  communication: null,
  speed: null,
  elapsedRead: false,
  parametersSha256: "d".repeat(64),
  console: [],
  environment: {
    ...{
      steepest: "1.0.0",
      backend: "wasm",
      featureLevel: "simd",
      hardwareClass: "cpu-wasm",
      runtime: "node",
    },
    ...{ os: "linux", cpu: "one", cores: 2, memoryBytes: 1e9, gpu: null, jobs: 1, calibrationSeconds: 1 },
  },
  startedAt: "2026-11-29T00:00:00Z",
  finishedAt: "2026-11-29T00:01:00Z",
  ...more,
});
