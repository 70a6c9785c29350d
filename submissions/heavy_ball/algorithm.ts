import { sgd } from "../sgd/algorithm.ts";

type Point = Readonly<Record<"lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>>;

/**
 * Heavy ball (Polyak's momentum): g ← ∇f(p) + λp, b ← μb + g, p ← p − ηb.
 *
 * `lr` is η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled L2), `warmup_factor` the fraction of the
 * run spent on linear warmup before the cosine decay; without it η is constant. `dampening` and `nesterov` are those of `sgd` (0, false).
 * Polyak 1964.
 */
export const heavyBall = (point: Point) => sgd(point);
