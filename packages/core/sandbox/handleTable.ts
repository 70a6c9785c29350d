import type { HostBatch } from "./hostBatch.ts";
import { SubmissionError } from "./submissionError.ts";
import { TreeValue } from "./treeValue.ts";

/**
 * What the guest's integers stand for. Handles are never reused, so a stale one is told apart from a live one; at the end
 * of each call everything that was not kept is freed.
 */
export class HandleTable {
  readonly #entries = new Map<number, TreeValue | HostBatch>();
  #kept = new Set<number>();
  /** What the last sweep kept because the state names it. */
  #stateHandles: ReadonlySet<number> = new Set<number>();
  readonly #limitBytes: number;
  #next = 1;
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Refuses before the memory is taken. */
  reserve(elements: number): void {
    const bytes = 4 * elements;
    if (this.#bytes + bytes > this.#limitBytes) {
      throw new SubmissionError({
        code: "tensor-memory",
        message: `trees would hold ${((this.#bytes + bytes) / 2 ** 20).toFixed(0)} MiB, the limit is ${(this.#limitBytes / 2 ** 20).toFixed(0)} MiB`,
        solution: "Keep less in the state, or make fewer trees within one call.",
      });
    }
  }

  add(value: TreeValue | HostBatch): number {
    const handle = this.#next++;
    this.#entries.set(handle, value);
    if (value instanceof TreeValue) this.#bytes += 4 * value.structure.size;
    return handle;
  }

  tree(handle: number): TreeValue {
    const value = this.#entry(handle);
    if (value instanceof TreeValue) return value;
    throw new Error("a Batch was given where a Tree is needed");
  }

  batch(handle: number): HostBatch {
    const value = this.#entry(handle);
    if (!(value instanceof TreeValue)) return value;
    throw new Error("a Tree was given where a Batch is needed");
  }

  #entry(handle: number): TreeValue | HostBatch {
    const value = this.#entries.get(handle);
    if (value) return value;
    throw new Error(
      handle > 0 && handle < this.#next
        ? "this Tree or Batch was freed at the end of an earlier call: keep it in the state that the function returns"
        : "this is not a Tree or Batch of this trial",
    );
  }

  keep(handle: number): void {
    this.#entry(handle);
    this.#kept.add(handle);
  }

  /** Frees all but the roots and what was kept since the last sweep; returns the bytes of kept trees that are no root. */
  sweep(roots: ReadonlySet<number>): number {
    let stateBytes = 0;
    for (const [handle, value] of this.#entries) {
      const kept = this.#kept.has(handle);
      if (kept && value instanceof TreeValue && !roots.has(handle)) stateBytes += 4 * value.structure.size;
      if (!kept && !roots.has(handle)) this.#free(handle, value);
    }
    this.#stateHandles = this.#kept;
    this.#kept = new Set();
    return stateBytes;
  }

  /** Frees a handle that was lent, unless the state names it. */
  release(handle: number): void {
    const value = this.#entries.get(handle);
    if (value && !this.#stateHandles.has(handle)) this.#free(handle, value);
  }

  #free(handle: number, value: TreeValue | HostBatch): void {
    this.#entries.delete(handle);
    if (!(value instanceof TreeValue)) return;
    this.#bytes -= 4 * value.structure.size;
    value.dispose();
  }

  dispose(): void {
    this.#kept = new Set();
    this.sweep(new Set());
  }
}
