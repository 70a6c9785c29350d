import {
  descendingOrder,
  div,
  exp,
  expm1,
  log,
  matmul,
  maximum,
  mul,
  neg,
  type Random,
  reshapeLeaves,
  reshapeLike,
  type Tree,
  transpose,
} from "steepest";

/** Losses below are taken for this: float32 does not tell them from 0 beside the others. */
const least = 1e-6;

/**
 * Sizes of the derivatives φ'(z) of a random loss at the margins z of a batch, whose cross-entropies are log(1 + e^(−z)): log-normal numbers (the inverse Box–Cox transform with λ = 0), the largest to the smallest margin, so
 * that φ is convex, none 0, so that it is calibrated, and beyond a margin of 1 divided by it, so that φ does not end.
 */
export function derivatives(losses: Tree, rng: Random): Tree {
  const flat = (tree: Tree) => reshapeLeaves(tree, ({ shape }) => [1, shape[0] ?? 1]);
  const drawn = exp(rng.normal(losses));
  const falling = matmul(flat(drawn), descendingOrder(drawn));
  const inPlace = reshapeLike(matmul(falling, transpose(descendingOrder(losses))), losses);
  const margins = neg(log(expm1(maximum(losses, least))));
  return div(inPlace, maximum(margins, 1));
}

/** What cross-entropies are multiplied by, so that their derivatives by the margins, −(1 − e^(−loss)), become those. */
export const weightsOf = (losses: Tree, rng: Random): Tree =>
  mul(derivatives(losses, rng), div(-1, expm1(neg(maximum(losses, least)))));
