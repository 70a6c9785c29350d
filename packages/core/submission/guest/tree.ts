import type { ParameterKind } from "../../workload/parameterSpec.ts";
import { checked, host } from "./host.ts";
import { isPromise, missingAwait } from "./unawaited.ts";

/** What a submission may know of one leaf: never its name, never its workload. */
export interface LeafInfo {
  /** Place among the parameters that the leaf stems from: what `merge` orders by. */
  readonly index: number;
  readonly kind: ParameterKind | "model_state" | "value";
  readonly shape: readonly number[];
  /** Of a parameter: the block of the model that it belongs to, from 0 at the inputs on. Undefined where the model has none. */
  readonly block?: number;
}

let wrap: (handle: number) => Tree;
let unwrap: (tree: Tree) => number;
let isTreeValue: (value: unknown) => value is Tree;

const structures: (readonly LeafInfo[])[] = [];

/**
 * One value standing for all leaves of a model's parameters, of their gradients or of some state, in a fixed order. It
 * stays on the device; operations make new trees and never change one. Trees that the state (or a result) does not refer
 * to at the end of a call are freed.
 */
export class Tree {
  readonly #handle: number;

  private constructor(handle: number) {
    this.#handle = handle;
  }

  static {
    wrap = (handle) => new Tree(checked(handle));
    isTreeValue = (value): value is Tree => typeof value === "object" && value !== null && #handle in value;
    unwrap = (tree) => {
      if (isPromise(tree)) throw new TypeError(missingAwait);
      if (!isTreeValue(tree)) throw new TypeError(`expected a Tree, not ${describe(tree)}`);
      return tree.#handle;
    };
  }

  /** Kind, shape and place of every leaf, in order. */
  get leaves(): readonly LeafInfo[] {
    const structure = checked(host.structureOf(this.#handle));
    const known = structures[structure];
    if (known) return known;
    const leaves = JSON.parse(host.structureLeaves(structure)) as LeafInfo[];
    const frozen = Object.freeze(
      leaves.map((leaf) => Object.freeze({ ...leaf, shape: Object.freeze(leaf.shape) })),
    );
    structures[structure] = frozen;
    return frozen;
  }

  /** Number of leaves. */
  get length(): number {
    return this.leaves.length;
  }

  /** Where options go to the host as JSON: no number, which another option might take it for. */
  toJSON(): { readonly tree: number } {
    return { tree: this.#handle };
  }

  toString(): string {
    return `Tree(${this.leaves.map((leaf) => `${leaf.kind}[${leaf.shape.join("×")}]`).join(", ")})`;
  }
}

/** A tree of one leaf of shape []. */
export type Scalar = Tree;

const describe = (value: unknown): string =>
  value === null || value === undefined
    ? String(value)
    : typeof value === "object"
      ? (value.constructor?.name ?? "an object")
      : `${typeof value} ${String(value)}`;

/** Internal to the module `steepest`: a tree for a handle, and back. */
export const treeOf = (handle: number): Tree => wrap(handle);
export const handleOf = (tree: Tree): number => unwrap(tree);
/** Whether a value is a tree. */
export const isTree = (value: unknown): value is Tree => isTreeValue(value);
