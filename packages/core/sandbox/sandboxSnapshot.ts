import { z } from "zod";

const count = z.int().nonnegative();
const handle = z.int().positive();
const key = z.tuple([count, count]);

const leafSchema = z.strictObject({
  index: z.int(),
  kind: z.string(),
  shape: z.array(count),
  block: z.int().optional(),
});

/** A tree's numbers lie in the blob of that number, in order; `flat` says in which form it is held, which prices depend on. */
const treeEntrySchema = z.strictObject({
  handle,
  structure: count,
  flat: z.boolean(),
  blob: count,
});
const batchEntrySchema = z.strictObject({ handle, key, indices: count });

/** What the host holds for a guest, between two calls. Numbers of trees and the guest's own memory are in `blobs`. */
export const sandboxFactsSchema = z.strictObject({
  /** Where the guest's objects lie: another machine's memory does not fit if they lie elsewhere. */
  layout: z.string(),
  guest: z.strictObject({ memory: count, ticksTotal: count, loopsTotal: count, hostCallsTotal: count }),
  structures: z.array(z.array(leafSchema)),
  table: z.strictObject({
    next: handle,
    kept: z.array(handle),
    stateHandles: z.array(handle),
    trees: z.array(treeEntrySchema),
    batches: z.array(batchEntrySchema),
  }),
  counters: z.strictObject({
    draws: count,
    batches: count,
    reinitializations: count,
    /** Batches whose tensors were on the device: those that still have a handle, and how many have none. */
    onDevice: z.array(handle),
    gone: count,
  }),
  /** Loops over trees that were met before, which prices depend on. */
  formulas: z.array(z.string()),
  problem: count,
  meters: z.record(z.string(), z.union([z.number(), z.boolean()])),
  console: z.strictObject({ lines: z.array(z.string()), characters: count, dropped: count }),
  parameters: handle,
  modelState: handle,
  batchSize: z.int().positive(),
});
export type SandboxFacts = z.infer<typeof sandboxFactsSchema>;

export interface SandboxSnapshot {
  readonly facts: SandboxFacts;
  readonly blobs: readonly Uint8Array[];
}

/** Collects byte arrays and says where each is. */
export class Blobs {
  readonly list: Uint8Array[] = [];

  add(bytes: Uint8Array): number {
    this.list.push(bytes);
    return this.list.length - 1;
  }
}
