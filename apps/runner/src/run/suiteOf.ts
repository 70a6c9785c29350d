import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Suite } from "@steepest/core/schema/suite.ts";
import { loadOwnWorkload } from "@steepest/workloads/own/node/loadOwnWorkload.ts";
import { narrowSuite } from "./runPlan.ts";

const isFile = (word: string) => /[\\/]|\.[cm]?[jt]s$/.test(word);

/** What a run is about. */
export interface RunSuite {
  readonly suite: Suite;
  /** Files of users' own workloads, by id; empty where all are the catalogue's. */
  readonly workloadFiles: ReadonlyMap<string, string>;
  /** SHA-256 of these files, which a run that goes on must have again; null where there are none. */
  readonly workloadFilesSha256: string | null;
}

/**
 * The part of a suite that is asked for, and with it workloads of one's own: words of `--workload` that are paths. A suite with one's own workloads has
 * another name, so that no board takes its records, and baselines that need no tuning for it.
 */
export async function suiteOf(
  whole: Suite,
  options: Parameters<typeof narrowSuite>[1],
  cwd: string,
): Promise<RunSuite> {
  const files = options.workloads.filter(isFile).map((file) => resolve(cwd, file));
  const ids = options.workloads.filter((word) => !isFile(word));
  const suite = narrowSuite(whole, { ...options, workloads: ids });
  if (files.length === 0) return { suite, workloadFiles: new Map(), workloadFilesSha256: null };
  const workloadFiles = new Map<string, string>();
  const hash = createHash("sha256");
  for (const file of files) {
    const { workload } = await loadOwnWorkload(file);
    workloadFiles.set(workload.card.id, file);
    hash.update(readFileSync(file));
  }
  return {
    suite: {
      ...suite,
      id: "own",
      version: 1,
      title: "Workloads of one's own",
      practice: true,
      workloads: [...(ids.length === 0 ? [] : suite.workloads), ...workloadFiles.keys()],
      baselines: { external: "nadamw", self: "adam_self" },
    },
    workloadFiles,
    workloadFilesSha256: hash.digest("hex"),
  };
}
