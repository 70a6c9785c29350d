import type { LeafInfo } from "steepest";

/** Not units of a hidden layer, or, of depthwise filters, not along the last axis. */
const others = ["embedding", "positional", "output_weight", "depthwise_weight"];

/**
 * Leaves whose last axes run over the same units: a hidden matrix or filter with the bias directly behind it, or, behind a filter, the scale and shift of its norm, where they have an element for each of its outputs. The order of the
 * leaves is all that tells it. So a norm behind a matrix stays outside: in a transformer it is the next block's, of a sum that other layers add to; and so do two biases in a row, which a recurrent layer's two matrices share.
 */
export function groupsOf(leaves: readonly LeafInfo[]): LeafInfo[][] {
  return leaves.flatMap((leaf, at) => {
    if (leaf.shape.length < 2 || others.includes(leaf.kind)) return [];
    const [first, second] = leaves.slice(at + 1);
    const isOf = (one: LeafInfo | undefined, kind: string): one is LeafInfo =>
      one?.kind === kind && one.shape.length === 1 && one.shape[0] === leaf.shape.at(-1);
    if (isOf(first, "bias")) return [second?.kind === "bias" ? [leaf] : [leaf, first]];
    if (leaf.kind !== "conv_weight" || !isOf(first, "norm_scale")) return [[leaf]];
    return [isOf(second, "norm_bias") ? [leaf, first, second] : [leaf, first]];
  });
}
