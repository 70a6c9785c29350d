import { resolve } from "node:path";
import { type Backend, openBackend } from "@steepest/core/backend/openBackend.ts";
import { replayRecord } from "@steepest/core/harness/replayRecord.ts";
import { librarySha256 } from "@steepest/core/job/library.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import { anyRecordSchema } from "@steepest/core/schema/record.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { dataDirectory } from "../dataDirectory.ts";
import { describeEnvironment } from "../environment.ts";
import { readJsonFile } from "../files/readJsonFile.ts";
import { findSource } from "../replay/findSource.ts";
import { createLiveDisplay } from "../terminal/liveDisplay.ts";
import { printJson } from "../terminal/printJson.ts";
import { nodeClock } from "../trial/nodeClock.ts";

/** The recorded backend; a machine that fuses multiply-add can also compute as one that does not. */
function openAsRecorded({ backend, featureLevel }: Environment): Promise<Backend> {
  return openBackend(backend, featureLevel === "simd" ? { featureLevel } : {});
}

/** Differences that are printed; all of them are in --json. */
const shownDifferences = 5;

export const replay = defineCommand({
  meta: { name: "replay", description: "Run a record again and compare every number of it, to the bit" },
  args: {
    record: { type: "positional", required: true, description: "a record that `run` or the platform wrote" },
    submission: {
      type: "string",
      valueHint: "path",
      description: "Its source, where it is not beside the record",
    },
    ...jsonOption,
  },
  async run({ args, io }) {
    const recorded = readJsonFile(args.record, io.cwd, anyRecordSchema, "a Steepest record");
    if (recorded.totals.steps === 0) {
      throw new UserError({
        code: "nothing-to-replay",
        what: "The record has no training step to run again.",
        details: `Its trial ended as: ${recorded.outcome.kind}.`,
        solution: "Replay the record of a trial that trained.",
      });
    }
    const source = findSource(
      recorded.submission.version,
      resolve(io.cwd, args.record),
      args.submission,
      io.cwd,
    );
    const prices = recorded.measure === "wall" ? null : priceListOf(recorded.environment.hardwareClass);
    const [engine, backend, workload, read] = await Promise.all([
      loadEngine(),
      openAsRecorded(recorded.environment),
      loadWorkload(recorded.workload.id),
      prepareData(recorded.workload.id, { directory: dataDirectory(io.home) }),
    ]);
    const live = createLiveDisplay(io);
    const loaded = await workload.load(read);
    try {
      const environment = describeEnvironment({ backend, jobs: 1 });
      const report = await replayRecord(recorded, {
        engine,
        backend,
        clock: nodeClock,
        workload,
        loaded,
        source,
        environment,
        prices,
        librarySha256: await librarySha256(prices),
        onProgress: ({ step }) => live.block(() => [`Replaying: step ${step} of ${recorded.totals.steps}`]),
      });
      live.close();
      if (args.json) io.out(printJson(report));
      else {
        const { green, red } = io.outColors;
        const lines = report.identical
          ? [`${green("✓")} identical: ${report.compared} numbers, ${recorded.totals.steps} steps`]
          : [
              `${red("✗")} ${report.differences.length} of ${report.compared} numbers differ; the first:`,
              ...report.differences
                .slice(0, shownDifferences)
                .map(
                  ({ path, recorded: was, replayed }) => `  ${path}: recorded ${was}, replayed ${replayed}`,
                ),
            ];
        io.out(`${lines.join("\n")}\n`);
      }
      return report.identical ? exitCode.ok : exitCode.failure;
    } finally {
      live.close();
      loaded.dispose();
    }
  },
});
