import { type Charges, chargesOf } from "../schema/measures.ts";
import type { TrialRecord } from "../schema/record.ts";

/** What scoring needs of a trial. */
export interface TrialResult {
  /** Names the row of the board that it belongs to: a submission's name, or an entry's id. */
  readonly submission: string;
  readonly workload: string;
  readonly study: number;
  readonly trial: number;
  /** Time-to-target by measure; null where the target was not reached, or the measure was not counted. */
  readonly times: Charges;
  /** False while the trial is queued or running. */
  readonly finished: boolean;
}

/** A record's result. `submission` names its row where that is not the submission's name. */
export function trialResult(record: TrialRecord, submission: string = record.submission.name): TrialResult {
  const reached = record.timeToTarget;
  return {
    submission,
    workload: record.workload.id,
    study: record.study,
    trial: record.trial,
    times: reached?.charged ?? chargesOf({}),
    finished: true,
  };
}
