import { checkedOptions, count, type Kind, listOf, oneOf, whole } from "./checkedOptions.ts";
import { guestConsole } from "./console.ts";
import { partition as split } from "./operations/shapes.ts";
import type { LeafInfo, Tree } from "./tree.ts";

/** Every kind of a leaf, as an object so that none can be forgotten. */
const kinds: Readonly<Record<LeafInfo["kind"], true>> = {
  weight: true,
  bias: true,
  conv_weight: true,
  depthwise_weight: true,
  embedding: true,
  positional: true,
  norm_scale: true,
  norm_bias: true,
  attention_q: true,
  attention_k: true,
  attention_v: true,
  attention_out: true,
  output_weight: true,
  model_state: true,
  value: true,
};
export const parameterKinds = Object.keys(kinds) as readonly LeafInfo["kind"][];
const someKinds = listOf(oneOf(...parameterKinds));
const perhapsNone: Kind = {
  what: someKinds.what,
  allows: (value) => someKinds.allows(value) || (value as readonly unknown[]).length === 0,
};

/** For `masked` and `partition`: leaves of these kinds. */
export function ofKind(...given: readonly LeafInfo["kind"][]): (leaf: LeafInfo) => boolean {
  const chosen = new Set(checkedOptions("ofKind", { kinds: given }, { kinds: [someKinds] }).kinds);
  return ({ kind }) => chosen.has(kind);
}

/** Leaves of all kinds but these. */
export function exceptKind(...given: readonly LeafInfo["kind"][]): (leaf: LeafInfo) => boolean {
  const excluded = new Set(checkedOptions("exceptKind", { kinds: given }, { kinds: [perhapsNone] }).kinds);
  return ({ kind }) => !excluded.has(kind);
}

/** Leaves with at least so many axes: 2 are matrices and filters. */
export function ofRank(least: number): (leaf: LeafInfo) => boolean {
  checkedOptions("ofRank", { least }, { least: [whole] });
  return ({ shape }) => shape.length >= least;
}

/**
 * Weights of rank 2 and more that, as matrices [all but the last axis, last axis], have no side above `longest`, so that Gram matrices of
 * both sides are small. Look-up tables are none: few of their rows have a gradient.
 */
export function matrixUpTo(longest: number): (leaf: LeafInfo) => boolean {
  checkedOptions("matrixUpTo", { longest }, { longest: [count] });
  return ({ kind, shape }) => {
    const columns = shape.at(-1) ?? 1;
    const rows = shape.reduce((size, length) => size * length, 1) / columns;
    return shape.length >= 2 && kind !== "embedding" && Math.max(rows, columns) <= longest;
  };
}

/** Shapes as models have them: scalars, vectors, matrices, sequences of them, filters; small and large. */
const shapes: readonly (readonly number[])[] = [
  [],
  [1],
  [16],
  [1024],
  [16, 16],
  [16, 64],
  [64, 16],
  [1024, 4096],
  [50_000, 512],
  [4, 16, 16],
  [3, 3, 3, 16],
  [3, 3, 256, 1],
  [5, 5, 64, 128],
];

/** Whether a predicate selects something in any model: what selects nothing in one may be meant for another. */
const everSelects = (predicate: (leaf: LeafInfo) => boolean): boolean =>
  parameterKinds.some((kind, row) =>
    shapes.some((shape, column) =>
      predicate({ kind, shape, index: row * shapes.length + column, block: (row + column) % 8 }),
    ),
  );

/** Where the submission called the module `steepest`: `file.ts:12`. */
export function callersPlace(): string {
  const frames = [...(new Error().stack ?? "").matchAll(/(?:\(|at )([^\s()]+?\.(?:ts|js|mjs)):(\d+)/g)];
  const own = frames.find(([, file = ""]) => !file.startsWith("steepest:/"));
  return own ? `${own[1]}:${own[2]}: ` : "";
}

const told = new Set<string>();
let isWatched = true;

/** The first step is over: what is written inside `update` was seen, and later steps are not to pay for it. */
export const stopWatching = (): void => {
  isWatched = false;
};

/** Warns, once for each place, of a predicate that selected nothing here and would not in any other model. */
export function noteEmptyMask(
  what: string,
  predicate: (leaf: LeafInfo) => boolean,
  leaves: readonly LeafInfo[],
  place?: string,
): void {
  if (!isWatched || leaves.length === 0 || everSelects(predicate)) return;
  const where = place ?? callersPlace();
  if (told.has(where + what)) return;
  told.add(where + what);
  const kinds = [...new Set(leaves.map(({ kind }) => kind))].join(", ");
  guestConsole.warn(
    `${where}${what}: the predicate selects no leaf, of this model (${leaves.length} leaves of the kinds ${kinds}) or of any other`,
  );
}

/** Leaves for which `predicate` holds, and the rest. Either may be empty; `merge` puts them together again. */
export function partition(
  tree: Tree,
  predicate: (leaf: LeafInfo) => boolean,
): { readonly selected: Tree; readonly rest: Tree } {
  const parts = split(tree, predicate);
  if (parts.selected.length === 0) noteEmptyMask("partition", predicate, tree.leaves);
  return parts;
}
