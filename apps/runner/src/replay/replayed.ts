import { resolve } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { type ReplayReport, replayRecord } from "@steepest/core/harness/replayRecord.ts";
import { librarySha256 } from "@steepest/core/job/library.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { type Backend, openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { loadOwnWorkload, ownDataReader } from "@steepest/workloads/own/node/loadOwnWorkload.ts";
import { pricesFor } from "@steepest/workloads/worlds/worldPrices.ts";
import type { Io } from "../cli/io.ts";
import { dataDirectory } from "../dataDirectory.ts";
import { describeEnvironment } from "../environment.ts";
import { createLiveDisplay } from "../terminal/liveDisplay.ts";
import { nodeClock } from "../trial/nodeClock.ts";
import { findSource } from "./findSource.ts";

/** The recorded backend; a machine that fuses multiply-add can also compute as one that does not. */
function openAsRecorded({ backend, featureLevel }: Environment): Promise<Backend> {
  return openBackend(backend, featureLevel === "simd" ? { featureLevel } : {});
}

/** What a record does not hold, as files: each where it is not to be found beside the record, or in the catalogue. */
export interface ReplayFiles {
  readonly submission?: string | undefined;
  /** Of a user's own workload. */
  readonly workload?: string | undefined;
}

/** Runs a record again on this machine, with a line of progress. `path` is where it was read: its source may lie beside it. */
export async function replayed(
  recorded: TrialRecord,
  path: string,
  files: ReplayFiles,
  io: Io,
): Promise<ReplayReport> {
  if (recorded.totals.steps === 0) {
    throw new UserError({
      code: "nothing-to-replay",
      what: "The record has no training step to run again.",
      details: `Its trial ended as: ${recorded.outcome.kind}.`,
      solution: "Replay the record of a trial that trained.",
    });
  }
  const source = findSource(recorded.submission.version, resolve(io.cwd, path), files.submission, io.cwd);
  const own = files.workload === undefined ? null : resolve(io.cwd, files.workload);
  if (own !== null) await loadOwnWorkload(own);
  const prices =
    recorded.measure === "wall" ? null : pricesFor(recorded.environment.hardwareClass, own !== null);
  const [engine, backend, workload, read] = await Promise.all([
    loadEngine(),
    openAsRecorded(recorded.environment),
    loadWorkload(recorded.workload.id),
    own === null
      ? prepareData(recorded.workload.id, { directory: dataDirectory(io.home) })
      : ownDataReader(own),
  ]);
  const live = createLiveDisplay(io);
  const loaded = await workload.load(read);
  try {
    return await replayRecord(recorded, {
      engine,
      backend,
      clock: nodeClock,
      workload,
      loaded,
      source,
      environment: describeEnvironment({ backend, jobs: 1 }),
      prices,
      librarySha256: await librarySha256(prices),
      onProgress: ({ step }) => live.block(() => [`Replaying: step ${step} of ${recorded.totals.steps}`]),
    });
  } finally {
    live.close();
    loaded.dispose();
  }
}

/** Differences that are printed; all of them are in --json. */
const shownDifferences = 5;

/** What came of it, in lines. */
export function tellReplay(report: ReplayReport, io: Io): string[] {
  const { green, red } = io.outColors;
  if (report.identical) {
    return [`${green("✓")} identical: ${report.compared} numbers, ${report.record.totals.steps} steps`];
  }
  return [
    `${red("✗")} ${report.differences.length} of ${report.compared} numbers differ; the first:`,
    ...report.differences
      .slice(0, shownDifferences)
      .map(({ path, recorded: was, replayed: is }) => `  ${path}: recorded ${was}, replayed ${is}`),
  ];
}
