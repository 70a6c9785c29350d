import { formatAboveLimit } from "@steepest/base/formatBytes.ts";
import type { HostBatch } from "./problem.ts";
import { SubmissionError } from "./submissionError.ts";
import type { TreeStructure } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

/** What a leaf costs beside its elements: a tensor's bookkeeping on the host. */
const bytesPerLeaf = 512;
/** What a handle costs by itself. */
const bytesPerHandle = 128;

/**
 * Most that a tree may come to hold: its elements flat and as leaves (one leaf shares its memory), and the bookkeeping. On
 * backends with views it holds them once; what is allowed is the same on all of them.
 */
const treeBytes = ({ size, leaves }: TreeStructure): number =>
  4 * size * (leaves.length > 1 ? 2 : 1) + bytesPerLeaf * leaves.length + bytesPerHandle;

const bytesOf = (value: TreeValue | HostBatch): number =>
  value instanceof TreeValue ? treeBytes(value.structure) : value.indices.byteLength + bytesPerHandle;

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
  /** Handles from the first to before the second are other branches': what is done when one of them is used (`Branches`). */
  hidden: { readonly from: number; readonly to: number; readonly onUse: () => void } | null = null;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** The next handle that will be given. */
  get next(): number {
    return this.#next;
  }

  /** Refuses before the memory of so many elements in so many leaves is taken. */
  reserve(elements: number, leaves = 1): void {
    const bytes = 4 * elements * (leaves > 1 ? 2 : 1) + bytesPerLeaf * leaves;
    if (this.#bytes + bytes > this.#limitBytes) {
      throw new SubmissionError({
        code: "tensor-memory",
        message: `trees would hold ${formatAboveLimit(this.#bytes + bytes, this.#limitBytes)}`,
        solution: "Keep less in the state, or make fewer trees within one call.",
      });
    }
  }

  add(value: TreeValue | HostBatch): number {
    const handle = this.#next++;
    this.#entries.set(handle, value);
    this.#bytes += bytesOf(value);
    if (this.#bytes > this.#limitBytes) this.reserve(0);
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
    if (value) {
      if (this.hidden !== null && handle >= this.hidden.from && handle < this.hidden.to) this.hidden.onUse();
      return value;
    }
    throw new Error(
      Number.isInteger(handle) && handle > 0 && handle < this.#next
        ? "this Tree or Batch was freed at the end of an earlier call: keep it in the state that the function returns"
        : "this is not a Tree or Batch of this trial",
    );
  }

  keep(handle: number): void {
    this.#entry(handle);
    this.#kept.add(handle);
  }

  /** Of these handles and those that were kept since the last sweep, the trees. */
  surviving(handles: Iterable<number>): TreeValue[] {
    const values = [...new Set([...this.#kept, ...handles])].map((handle) => this.#entries.get(handle));
    return values.filter((value) => value instanceof TreeValue);
  }

  /**
   * Frees all but the roots, what is lent for a moment and what was kept since the last sweep; returns the bytes of kept trees
   * that are no root: the optimizer's state, which may well be what is lent for an evaluation.
   */
  sweep(roots: ReadonlySet<number>, lent: ReadonlySet<number> = new Set()): number {
    let stateBytes = 0;
    for (const [handle, value] of this.#entries) {
      const kept = this.#kept.has(handle);
      if (kept && value instanceof TreeValue && !roots.has(handle)) stateBytes += 4 * value.structure.size;
      if (!kept && !roots.has(handle) && !lent.has(handle)) this.#free(handle, value);
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
    this.#bytes -= bytesOf(value);
    if (value instanceof TreeValue) value.dispose();
  }

  /** Everything that a handle stands for, and what is kept of it: for a snapshot. */
  contents() {
    return {
      next: this.#next,
      kept: [...this.#kept],
      stateHandles: [...this.#stateHandles],
      entries: [...this.#entries],
    };
  }

  /** Frees everything and takes what was saved instead. */
  replace(contents: {
    readonly next: number;
    readonly kept: readonly number[];
    readonly stateHandles: readonly number[];
    readonly entries: readonly (readonly [number, TreeValue | HostBatch])[];
  }): void {
    this.dispose();
    for (const [handle, value] of contents.entries) {
      this.#entries.set(handle, value);
      this.#bytes += bytesOf(value);
    }
    this.#next = contents.next;
    this.#kept = new Set(contents.kept);
    this.#stateHandles = new Set(contents.stateHandles);
  }

  dispose(): void {
    this.#kept = new Set();
    this.sweep(new Set());
  }
}
