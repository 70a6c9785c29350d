import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { seedFromKey } from "@steepest/base/random/seedFromKey.ts";

/**
 * The seed of the trials of one study of a workload. All points share it, so that they start from the same parameters and see the
 * same batches: what differs between them is the point.
 */
export const calibrationSeed = (seed: number, workload: string, study: number): number =>
  seedFromKey(deriveKey(deriveKey(deriveKey(keyFromSeed(seed), "calibration"), workload), study));
