import { deriveKey } from "@steepest/base/random/key.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { UserError } from "@steepest/base/userError.ts";
import type { ComplexImage } from "../datasets/mri/complexImage.ts";
import { toImageCodes } from "../datasets/mri/imageCodes.ts";
import { normalizeExample } from "../datasets/mri/normalizeExample.ts";
import { samplingMask } from "../datasets/mri/samplingMask.ts";
import { type MagnitudeImage, zeroFilled } from "../datasets/mri/zeroFilled.ts";
import type { ReconstructionExamples } from "../tasks/imageReconstruction.ts";

/** One slice of a volume of fastMRI's single-coil knees: `kspace`, `reconstruction_esc` and the volume's attribute `max`. */
export interface FastmriSlice {
  readonly kSpace: ComplexImage;
  readonly target: MagnitudeImage;
  readonly volumeMaximum: number;
}

export type FastmriSplit = "train" | "validation" | "test";

/** Folders of the two published archives. Their validation volumes are AlgoPerf's validation and test splits. */
export const fastmriFolders = { train: "knee_singlecoil_train", heldOut: "knee_singlecoil_val" } as const;
const validationVolumes = 100;

/** AlgoPerf's: the first 100 held-out volumes by name are validation, the others test. */
export function fastmriVolumes(split: FastmriSplit, names: readonly string[]): string[] {
  const volumes = names.filter((name) => name.endsWith(".h5")).sort();
  if (split === "train") return volumes;
  return split === "validation" ? volumes.slice(0, validationVolumes) : volumes.slice(validationVolumes);
}

/** AlgoPerf's images. */
export const fastmriSize = 320;

/**
 * Examples for `imageReconstruction` with AlgoPerf's treatment of every slice: random mask (training slices have masks of their own, all others share
 * one), zero-filled reconstruction, the middle of the target's size, normalization.
 */
export function fastmriExamples(
  slices: readonly FastmriSlice[],
  split: FastmriSplit,
  key: RandomKey,
  size: number = fastmriSize,
): ReconstructionExamples {
  const pixels = size * size;
  const codes = new Uint16Array(slices.length * 2 * pixels);
  const statistics = new Float32Array(slices.length * 3);
  slices.forEach(({ kSpace, target, volumeMaximum }, at) => {
    if (target.rows !== size || target.columns !== size) {
      throw new UserError({
        code: "fastmri-size",
        what: `A slice of fastMRI has a target of ${target.rows} × ${target.columns} pixels.`,
        details: `The model takes ${size} × ${size}.`,
        solution: "Use the single-coil knee volumes, whose reconstruction_esc is 320 × 320.",
      });
    }
    const maskKey = deriveKey(key, split === "train" ? at : "evaluation");
    const reconstruction = zeroFilled(kSpace, samplingMask(kSpace.columns, maskKey), target);
    const example = normalizeExample(reconstruction.values, target.values);
    codes.set(toImageCodes(example.input), at * 2 * pixels);
    codes.set(toImageCodes(example.target), (at * 2 + 1) * pixels);
    statistics.set([example.mean, example.deviation, volumeMaximum], at * 3);
  });
  return { codes, statistics };
}
