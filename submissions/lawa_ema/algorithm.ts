import {
  add,
  addDecayedWeights,
  chain,
  ema,
  type Schedule,
  scaleByLearningRate,
  scaleByNadam,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
} from "steepest";

type Point = Readonly<
  Record<
    | ("ema_decay" | "interval_factor" | "end_factor" | "lr" | "one_minus_beta1" | "beta2")
    | ("weight_decay" | "warmup_factor"),
    number
  >
>;

interface State<Inner> {
  readonly inner: Inner;
  /** Null until the first copy. */
  readonly average: Tree | null;
}

/** The average starts at the first copy; training goes on as if there were none. */
export const averagingCopies = <Inner>(
  decay: number,
  interval: Schedule,
  inner: Transform<Inner>,
): Transform<State<Inner>> => ({
  init: (params) => ({ inner: inner.init(params), average: null }),
  update(g, { inner: state, average }, ctx) {
    const step = inner.update(g, state, ctx);
    if (ctx.step % interval(ctx) !== 0)
      return { updates: step.updates, state: { inner: step.state, average } };
    const copy = add(ctx.params, step.updates);
    const joined = average ? ema(average, copy, decay) : copy;
    return { updates: step.updates, state: { inner: step.state, average: joined } };
  },
  evalParams: (params, { average }) => average ?? params,
});

/**
 * LAWA (EMA): NadamW whose parameters join, every so often, an exponential moving average a ← γa + (1−γ)p that is evaluated.
 *
 * `ema_decay` is γ, `interval_factor` the interval as a fraction of the run (at least a step), `lr` η (peak of the schedule), `one_minus_beta1` 1 − β₁,
 * `beta2` β₂, `eps` ε (1e-8), `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay, which
 * ends at `end_factor` of the peak; without it η is constant.
 * Entry of AlgoPerf's first competition, external tuning (Kasimbeg et al. 2025, arXiv 2502.15015); Kaddour 2022, arXiv 2209.14981.
 */
export function lawaEma(point: Point) {
  const hp = withDefaults(point, { eps: 1e-8 });
  return averagingCopies(
    hp.ema_decay,
    ({ stepHint }) => Math.max(1, Math.round(hp.interval_factor * stepHint)),
    chain(
      scaleByNadam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(
        warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor, endFactor: hp.end_factor }),
      ),
    ),
  );
}
