import { UserError } from "@steepest/base/userError.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { coverPoints } from "@steepest/core/score/calibration/coverPoints.ts";
import { orderPoints, type PointScore, scorePoints } from "@steepest/core/score/calibration/scorePoints.ts";
import type { Io } from "../cli/io.ts";
import { dataDirectory } from "../dataDirectory.ts";
import type { DevicePool } from "../devices/devicePool.ts";
import { createTrialDisplay } from "../display/trialDisplay.ts";
import { runTrials } from "../run/runTrials.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";
import type { CalibrationLog } from "./calibrationLog.ts";
import type { CalibrationPlan } from "./calibrationPlan.ts";
import { pointTrial } from "./pointTrial.ts";
import { rungJobs } from "./rungJobs.ts";

export interface FinishedCalibration {
  /** Every point: the further it came, and then the better, the earlier. */
  readonly scores: readonly PointScore[];
  /** By rung: the points that ran in it, in the order in which they came. */
  readonly ran: readonly (readonly number[])[];
  readonly records: readonly TrialRecord[];
}

export interface CalibrationRun {
  readonly plan: CalibrationPlan;
  readonly measure: Measure;
  readonly log: CalibrationLog;
  readonly parallel: number;
  readonly pin: boolean;
  /** One trial on each; left out where they compute on the processor. */
  readonly devices?: DevicePool | undefined;
  readonly io: Io;
  readonly signal: AbortSignal;
}

/**
 * Runs rung after rung. Who goes on is decided when all trials of a rung are there, from what they measured: neither which of them
 * ended first nor which of them the log had plays a part. Null where it was interrupted.
 */
export async function runCalibration(run: CalibrationRun): Promise<FinishedCalibration | null> {
  const { plan, measure, log, io } = run;
  const { points, suite, rungs, list } = plan;
  const order = list > 1 ? coverPoints : orderPoints;
  const records: TrialRecord[] = [];
  const ran: number[][] = [];
  const seen = new Set<string>();
  const all = points.map((_, point) => point);
  const board = (of: readonly number[]) =>
    order(
      scorePoints({
        points: points.length,
        workloads: suite.workloads.filter((workload) => seen.has(workload)),
        rMax: suite.rMax,
        trials: records.map((record) => pointTrial(record, measure)),
      }).filter(({ point }) => of.includes(point)),
    );
  let candidates: readonly number[] = all;
  for (const [index, rung] of rungs.entries()) {
    const going = candidates.slice(0, rung.points);
    const jobs = rungJobs(plan, rung, going, dataDirectory(io.home));
    const missing = jobs.filter((job) => log.get(job) === null);
    io.err(
      `Rung ${index + 1} of ${rungs.length}: ${going.length} points on ${rung.workloads.join(", ")}, ${missing.length} of ${jobs.length} trials to run.\n`,
    );
    await runMissing(run, missing);
    if (run.signal.aborted) return null;
    records.push(...jobs.map((job) => kept(job, log)));
    for (const workload of rung.workloads) seen.add(workload);
    ran.push([...going]);
    candidates = board(going).map(({ point }) => point);
  }
  const furthest = ran.map((going, rung) => going.filter((point) => ran[rung + 1]?.includes(point) !== true));
  return { scores: furthest.toReversed().flatMap(board), ran, records };
}

async function runMissing(run: CalibrationRun, missing: readonly LocalTrialJob[]): Promise<void> {
  const { io, log, parallel, pin, devices, signal } = run;
  const display = createTrialDisplay(io, missing, parallel);
  try {
    await runTrials({
      jobs: missing.map((job) => ({ job, store: { save: (record) => log.add(job, record) } })),
      parallel,
      ...{ pin, devices },
      display,
      signal,
    });
  } finally {
    display.close();
  }
}

function kept(job: LocalTrialJob, log: CalibrationLog): TrialRecord {
  const record = log.get(job);
  if (record !== null) return record;
  throw new UserError({
    code: "trial-lost",
    what: `A trial of point ${job.trial + 1} on ${job.workload} was lost twice by the machine's fault.`,
    details: "Without its result the points of this rung cannot be compared.",
    solution:
      "Run the same command again: it goes on from here. `steepest doctor` says what works on this machine.",
  });
}
