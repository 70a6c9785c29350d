import { ensureData } from "@steepest/workloads/node/ensureData.ts";
import type { Io } from "../cli/io.ts";
import { dataDirectory } from "../dataDirectory.ts";
import { createLiveDisplay } from "../terminal/liveDisplay.ts";

/** Builds the data of workloads where it is missing or damaged, saying so while it takes time. */
export async function prepareAll(workloads: readonly string[], io: Io): Promise<void> {
  const live = createLiveDisplay(io);
  try {
    for (const workload of workloads) {
      const say = (what: string) => live.block(() => [`Preparing the data of ${workload}: ${what} …`]);
      say("checking");
      await ensureData(workload, { directory: dataDirectory(io.home), onProgress: say });
    }
  } finally {
    live.close();
  }
}
