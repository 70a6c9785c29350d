import { checked, host } from "./host.ts";

let wrap: (handle: number) => Batch;
let unwrap: (batch: Batch) => number;
let isBatchValue: (value: unknown) => value is Batch;

/** Training examples. Opaque: a submission passes it on and never sees what it holds. */
export class Batch {
  readonly #handle: number;

  private constructor(handle: number) {
    this.#handle = handle;
  }

  static {
    wrap = (handle) => new Batch(checked(handle));
    isBatchValue = (value): value is Batch => typeof value === "object" && value !== null && #handle in value;
    unwrap = (batch) => {
      if (!isBatchValue(batch)) throw new TypeError("expected a Batch");
      return batch.#handle;
    };
  }
}

/** Internal to the module `steepest`. */
export const batchOf = (handle: number): Batch => wrap(handle);
export const batchHandle = (batch: Batch): number => unwrap(batch);
export const isBatch = (value: unknown): value is Batch => isBatchValue(value);

/** The next batch in the seeded order of the training set. */
export const next = (): Batch => batchOf(host.nextBatch());

/** Number of examples. */
export const size = (batch: Batch): number => checked(host.batchSize(batchHandle(batch)));

/** The examples of `batch` at these places; a place may occur more than once. */
export const take = (batch: Batch, indices: readonly number[] | Int32Array): Batch =>
  batchOf(host.takeBatch(batchHandle(batch), new Int32Array(indices).buffer as ArrayBuffer));

/** One batch of the examples of several, no larger than the largest batch size. */
export const concatBatches = (batches: readonly Batch[]): Batch =>
  batchOf(host.concatBatches(JSON.stringify(batches.map(batchHandle))));
