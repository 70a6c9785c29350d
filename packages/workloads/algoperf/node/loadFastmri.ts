import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { UserError } from "@steepest/base/userError.ts";
import type { ReconstructionExamples } from "../../tasks/imageReconstruction.ts";
import {
  type FastmriSlice,
  type FastmriSplit,
  fastmriExamples,
  fastmriFolders,
  fastmriSize,
  fastmriVolumes,
} from "../fastmri.ts";
import { fastmriVolume } from "./fastmriVolume.ts";

export interface LoadFastmriOptions {
  readonly split: FastmriSplit;
  /** Reads the first slices only. An example of 320 × 320 takes 0.4 MB. */
  readonly limit?: number;
  /** Draws the training masks. */
  readonly seed?: number;
  /** Height and width of the targets, 320 in the published volumes. */
  readonly size?: number;
}

/** Examples of fastMRI from a directory that holds `knee_singlecoil_train` and `knee_singlecoil_val`, volumes by name. */
export async function loadFastmri(
  directory: string,
  { split, limit = Number.POSITIVE_INFINITY, seed = 0, size = fastmriSize }: LoadFastmriOptions,
): Promise<ReconstructionExamples> {
  const folder = join(directory, split === "train" ? fastmriFolders.train : fastmriFolders.heldOut);
  const names = fastmriVolumes(split, await list(folder));
  const slices: FastmriSlice[] = [];
  for (const name of names) {
    if (slices.length >= limit) break;
    slices.push(...(await fastmriVolume(join(folder, name), limit - slices.length)));
  }
  if (slices.length === 0) throw missing(folder, `It holds no volumes (.h5) of the ${split} split.`);
  return fastmriExamples(slices, split, deriveKey(keyFromSeed(seed), "fastmri sampling mask"), size);
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    throw missing(folder, "There is no such folder.");
  }
}

const missing = (folder: string, details: string) =>
  new UserError({
    code: "fastmri-missing",
    what: `No fastMRI volumes in ${folder}.`,
    details,
    solution:
      "Unpack knee_singlecoil_train and knee_singlecoil_val of fastMRI into one directory and give that.",
  });
