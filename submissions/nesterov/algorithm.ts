import { withDefaults } from "steepest";
import { sgd } from "../sgd/algorithm.ts";

type Point = Readonly<Record<"lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>>;

/**
 * Nesterov's accelerated gradient: g ← ∇f(p) + λp, b ← μb + g, p ← p − η(g + μb).
 *
 * `lr` is η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled L2), `warmup_factor` the fraction of the
 * run spent on linear warmup before the cosine decay; without it η is constant. `nesterov` false leaves heavy ball, `dampening` is that of `sgd`
 * (0). Nesterov 1983, in the form of Sutskever et al. 2013.
 */
export const nesterov = (point: Point) => sgd(withDefaults(point, { nesterov: true }));
