import type { RandomKey } from "@steepest/base/random/threefry.ts";

/** A batch as the host holds it: which training examples, and the key of their augmentation. The tensors are made on use. */
export interface HostBatch {
  readonly indices: Int32Array;
  readonly key: RandomKey;
}
