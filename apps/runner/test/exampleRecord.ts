import { chargesOf } from "@steepest/core/schema/measures.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { failedRecord } from "../src/trial/failedRecord.ts";
import { exampleJob } from "./exampleJob.ts";

/** A record made up for tests: it reached the target at the given seconds, or spent its budget. */
export function exampleRecord(options: {
  readonly name?: string;
  readonly version?: string;
  readonly study?: number;
  readonly seconds: number | null;
}): TrialRecord {
  const { name = "example", version = exampleJob.version, study = 0, seconds } = options;
  const outcome = { kind: "failed", cause: "machine", code: "", reason: "", stack: null } as const;
  const empty = failedRecord({
    job: { ...exampleJob, submission: name, version, study },
    card: card(exampleJob.workload),
    outcome,
    progress: null,
    startedAt: new Date(0),
  });
  const { metric } = empty.workload;
  return {
    ...empty,
    outcome: { kind: seconds === null ? "exhausted" : "reached" },
    timeToTarget:
      seconds === null
        ? null
        : { step: 100, charged: chargesOf({ reference: seconds, wall: seconds, cpu: seconds, steps: 100 }) },
    evaluations: [1, 2, 3].map((index) => ({
      step: index * 10,
      charged: chargesOf({ reference: index, wall: index, cpu: index, steps: index * 10 }),
      trainLoss: 1 / index,
      validation: { loss: 1 / index, [metric.name]: index / 4 },
      evaluationSeconds: 0.1,
    })),
  };
}
