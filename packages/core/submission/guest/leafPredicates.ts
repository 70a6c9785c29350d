import { checkedOptions, count, type Kind, listOf, oneOf, whole } from "./checkedOptions.ts";
import type { LeafInfo } from "./tree.ts";

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
