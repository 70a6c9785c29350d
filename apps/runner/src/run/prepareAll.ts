import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import type { Io } from "../cli/io.ts";
import { dataDirectory } from "../dataDirectory.ts";
import { createLiveDisplay } from "../terminal/liveDisplay.ts";

/** Builds (or validates) the data of workloads, saying so while it takes time. */
export async function prepareAll(workloads: readonly string[], io: Io): Promise<void> {
  const live = createLiveDisplay(io);
  try {
    for (const workload of workloads) {
      const say = (what: string) => live.block(() => [`Preparing the data of ${workload}: ${what} …`]);
      say("checking");
      await prepareData(workload, { directory: dataDirectory(io.home), onProgress: say });
    }
  } finally {
    live.close();
  }
}
