import {
  addDecayedWeights,
  addScaled,
  chain,
  delayed,
  mul,
  scaleByLearningRate,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<Record<"lr" | "one_minus_momentum" | "weight_decay" | "warmup_factor", number>>;

interface Ahead {
  /** What parameters were foretold to be, of the last steps, the oldest first. */
  readonly past: readonly Tree[];
  /** Parameters of the step before. */
  readonly last: Tree;
}

/** Gradients as old as those of `delayed`, taken at what was foretold then of the parameters of now: p + D·(p − the parameters a step before). */
function delayedAhead(steps: number): Transform<Ahead> {
  const plain = delayed(steps);
  return {
    init: (params) => ({ past: plain.init(params).past, last: params }),
    gradientParams: (params, { past }) => past[0] ?? params,
    update(updates, { past, last }, ctx) {
      // Notices gradients of other parameters.
      plain.update(updates, { past }, ctx);
      const ahead = addScaled(ctx.params, sub(ctx.params, last), steps);
      return { updates, state: { past: [...past, ahead].slice(-steps), last: ctx.params } };
    },
  };
}

/** v ← μv + g, update av + bg with a = μ^D and b = (1 − μ^D)/(1 − μ): at once what a gradient would have moved, had it come D steps ago. */
const compensateSpikes = (mu: number, delay: number): Transform<{ readonly velocity: Tree }> => {
  const a = mu ** delay;
  const b = (1 - a) / (1 - mu);
  return {
    init: (params) => ({ velocity: zerosLike(params) }),
    update(g, state) {
      const velocity = addScaled(g, state.velocity, mu);
      return { updates: addScaled(mul(velocity, a), g, b), state: { velocity } };
    },
  };
};

/**
 * Pipelined backpropagation with spike compensation and linear weight prediction: gradients are D steps old, as in a pipeline that is never drained. They are taken where the parameters were foretold to be by
 * now, and a late gradient catches up at once on what it would have moved since.
 * g ← ∇f(p₍ₖ₋D₎ + D·(p₍ₖ₋D₎ − p₍ₖ₋D₋₁₎)) + λp, v ← μv + g, p ← p − η(μ^D·v + (1 − μ^D)/(1 − μ)·g).
 *
 * `delay` is D (4), the same for all layers here (a pipeline has more for early layers), `weight_prediction` whether parameters are foretold (else the gradient is that of p₍ₖ₋D₎), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled),
 * `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. The state has D parameters, those of the step before, and v.
 * Kosson et al. 2020, arXiv 2003.11666, eq. 14–16 (SC_D) and LWPʷ_D.
 */
export function pipelinedBackprop(point: Point) {
  const hp = withDefaults(point, { delay: 4, weight_prediction: true });
  return chain(
    hp.weight_prediction && hp.delay > 0 ? delayedAhead(hp.delay) : delayed(hp.delay),
    addDecayedWeights(hp.weight_decay),
    compensateSpikes(1 - hp.one_minus_momentum, hp.delay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
}
