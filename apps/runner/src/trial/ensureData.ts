import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { datasetOf } from "@steepest/workloads/datasets/datasetOf.ts";
import { z } from "zod";
import { refusalSchema } from "./answerParent.ts";
import { askProcess } from "./askProcess.ts";
import type { LocalTrialJob } from "./trialJob.ts";

type DataOf = Pick<LocalTrialJob, "workload" | "dataDirectory"> & {
  readonly workloadFile?: string | undefined;
};

const answerSchema = z.discriminatedUnion("ok", [z.strictObject({ ok: z.literal(true) }), refusalSchema]);

/** Where the prepared files of a job's workload lie; of a user's own workload the folder of its file, with whatever is beside it. */
export const dataFolderOf = ({ workload, dataDirectory, workloadFile }: DataOf): string =>
  workloadFile === undefined
    ? join(resolve(dataDirectory), datasetOf(workload).id)
    : dirname(resolve(workloadFile));

const building = new Map<string, Promise<void>>();

/** Builds the data of a job where it is missing, in a process of its own: it takes up to a minute, and heartbeats must go on. Throws a UserError. */
export async function ensureData(job: DataOf): Promise<void> {
  const folder = dataFolderOf(job);
  if (datasetOf(job.workload).files.every(({ name }) => existsSync(join(folder, name)))) return;
  const begun = building.get(folder) ?? build(job).finally(() => building.delete(folder));
  building.set(folder, begun);
  await begun;
}

async function build({ workload, dataDirectory }: DataOf): Promise<void> {
  const module = new URL("./prepareProcess.ts", import.meta.url);
  const said = await askProcess({ module, arguments: [workload, dataDirectory], pin: false });
  const answer = answerSchema.parse(said);
  if (!answer.ok) throw new UserError(answer.error);
}
