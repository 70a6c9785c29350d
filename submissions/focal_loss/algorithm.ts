import { add, exp, mul, neg, pow, sub, type Tree } from "steepest";

/** −pℓ′(p) = (1 − p)^γ + γp(1 − p)^(γ−1)·(−log p), what the gradient of cross-entropy is multiplied by to become that of the focal loss; p = e^(−loss). */
export function focalWeights(losses: Tree, { gamma }: Readonly<Record<"gamma", number>>): Tree {
  const p = exp(neg(losses));
  const missing = sub(1, p);
  return mul(pow(missing, gamma - 1), add(missing, mul(mul(p, losses), gamma)));
}
