import { deriveKey } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { type Randomness, sourceKey } from "./randomness.ts";

interface Stream {
  readonly trainSize: number;
  readonly inOrder?: boolean;
}

/** The order of a trial's batches, by their numbers: from `spawn` on that of another seed. */
export function batchOrders(
  trial: RandomKey,
  randomness: Randomness,
  { trainSize, inOrder = false }: Stream,
): (batch: number) => BatchOrder {
  const orderOf = (own: Randomness) =>
    new BatchOrder(sourceKey(trial, "data order", own), trainSize, { inOrder });
  const { spawn } = randomness;
  const order = orderOf(randomness);
  if (spawn === undefined) return () => order;
  const spawned = orderOf({ "data order": spawn.seed });
  return (batch) => (batch >= spawn.batch ? spawned : order);
}

/** The seeded order of the training set: a new permutation each epoch, batches running on across the seam. Or, of a stream, the order of its examples. */
export class BatchOrder {
  readonly #key: RandomKey;
  readonly #trainSize: number;
  readonly #inOrder: boolean;
  readonly #epochs = new Map<number, Int32Array>();

  constructor(key: RandomKey, trainSize: number, { inOrder = false }: { readonly inOrder?: boolean } = {}) {
    this.#inOrder = inOrder;
    this.#key = key;
    this.#trainSize = trainSize;
  }

  /** Examples of batch number `index` (from 0). */
  batch(index: number, size: number): Int32Array {
    const indices = new Int32Array(size);
    for (let i = 0; i < size; i++) {
      const position = index * size + i;
      const epoch = Math.floor(position / this.#trainSize);
      const place = position - epoch * this.#trainSize;
      indices[i] = this.#inOrder ? place : (this.#epoch(epoch)[place] as number);
    }
    return indices;
  }

  #epoch(epoch: number): Int32Array {
    const known = this.#epochs.get(epoch);
    if (known) return known;
    const order = permutation(deriveKey(this.#key, epoch), this.#trainSize);
    this.#epochs.delete(epoch - 2);
    this.#epochs.set(epoch, order);
    return order;
  }
}
