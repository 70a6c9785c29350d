import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { cropSize } from "./cropSize.ts";
import { samplingMask } from "./samplingMask.ts";

const maskKey = deriveKey(keyFromSeed(0), "mri sampling mask");

/** The mask that all validation, test and shift crops share: AlgoPerf, too, evaluates every slice with the same seed. */
export const evaluationMask = (): Uint8Array => samplingMask(cropSize, deriveKey(maskKey, "evaluation"));

/** The mask of a training crop, drawn once. */
export const trainingMask = (crop: number): Uint8Array => samplingMask(cropSize, deriveKey(maskKey, crop));
