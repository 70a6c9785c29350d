import { add, div, exp, mul, neg, pow, sub, type Tree } from "steepest";

export interface AsymmetricLoss {
  readonly loss: "agce" | "aul" | "ael";
  /** What AGCE and AEL call a; AUL's a is larger by 1, since it must be above every p. */
  readonly offset: number;
  readonly q: number;
}

/** −pℓ′(p), what the gradient of cross-entropy is multiplied by to become that of ℓ(p), p = e^(−loss) the probability of the label. */
export function weightsOf(losses: Tree, { loss, offset, q }: AsymmetricLoss): Tree {
  const p = exp(neg(losses));
  if (loss === "agce") return mul(p, pow(add(p, offset), q - 1));
  if (loss === "aul") return mul(p, pow(sub(1 + offset, p), q - 1));
  return mul(p, div(exp(mul(p, -1 / offset)), offset));
}
