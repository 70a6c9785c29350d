import type { Tree } from "../tree.ts";
import { add, addScaled, div, mul } from "./elementwise.ts";
import { leafNorm } from "./reductions.ts";
import { matmul, merge, partition, transpose } from "./shapes.ts";

/** The quintic's coefficients: steepest at 0 of those that keep singular values in about [0.7, 1.2] (Jordan et al. 2024, "Muon"). */
const [a, b, c] = [3.4445, -4.775, 2.0315];

/**
 * Every leaf, a matrix UΣVᵀ, with its singular values brought near 1 by Newton–Schulz iterations: X ← M/(‖M‖ + ε), then
 * X ← aX + X(bA + cA²) with A = XᵀX of the shorter side.
 */
export function orthogonalize(tree: Tree, { steps = 5, eps = 1e-7 } = {}): Tree {
  const wide = new Set(tree.leaves.filter(({ shape: [m = 0, n = 0] }) => m < n).map(({ index }) => index));
  const upright = (turned: Tree): Tree => {
    if (wide.size === 0) return turned;
    const { selected, rest } = partition(turned, ({ index }) => wide.has(index));
    return merge(transpose(selected), rest);
  };
  let x = upright(div(tree, add(leafNorm(tree), eps)));
  for (let step = 0; step < steps; step++) {
    const gram = matmul(x, x, { transposeLeft: true });
    const polynomial = add(mul(gram, b), mul(matmul(gram, gram), c));
    x = addScaled(matmul(x, polynomial), x, a);
  }
  return upright(x);
}
