import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { datasetOf } from "../datasets/datasetOf.ts";
import { type PrepareDataOptions, prepareData } from "./prepareData.ts";

/** Builds the prepared files of a workload where they are missing, reads all of them against their pins, and builds damaged ones anew. */
export async function ensureData(
  workload: string,
  { directory = ".steepest/data", onProgress }: PrepareDataOptions = {},
): Promise<void> {
  const { id, card, files } = datasetOf(workload);
  const readAll = async () => {
    const read = await prepareData(workload, { directory, ...(onProgress ? { onProgress } : {}) });
    for (const { name } of files) await read(name);
  };
  try {
    await readAll();
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "data-mismatch") throw error;
    onProgress?.(`${card.name}: the files are damaged, building them anew`);
    await Promise.all(files.map(({ name }) => rm(join(resolve(directory), id, name), { force: true })));
    await readAll();
  }
}
