import {
  abs,
  add,
  addScaled,
  type BaseOptimizerOptions,
  baseOptimizer,
  constant,
  div,
  dot,
  fullLike,
  globalNorm,
  globalSum,
  maximum,
  mul,
  type Scalar,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = BaseOptimizerOptions &
  Readonly<Record<"s_decay" | "s_init" | "m_init" | "eps", number>> & {
    /** Numbers with commas between them. */
    readonly betas: string;
  };

interface State<Inner> {
  readonly inner: Inner;
  readonly start: Tree;
  readonly delta: Tree | null;
  /** One element for each β. */
  readonly s: Tree;
  readonly m: Tree;
  readonly v: Tree;
  readonly r: Tree;
}

/** Algorithm 1 of the paper around a whole method. */
function tuned<Inner>(inner: Transform<Inner>, point: Omit<Point, "lr">): Transform<State<Inner>> {
  const hp = withDefaults(point, { store_delta: true });
  // A trajectory's own list reads like the space's text.
  const betas = String(hp.betas ?? "0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999")
    .split(",")
    .map(Number);
  const { s_decay: lambda = 0.01, s_init: sInit = 1e-8, eps = 1e-8, m_init: mInit = 1e-6 } = hp;
  const { store_delta: storeDelta } = hp;
  const vector = (values: readonly number[]): Tree => constant(values, [betas.length]);
  return {
    init(params) {
      const zeros = vector(betas.map(() => 0));
      return {
        inner: inner.init(params),
        start: params,
        delta: storeDelta ? zerosLike(params) : null,
        s: zeros,
        m: fullLike(zeros, mInit),
        v: zeros,
        r: zeros,
      };
    },
    update(g, { start, ...state }, ctx) {
      const step = inner.update(g, state.inner, ctx);
      const scale: Scalar = globalSum(state.s);
      // Less memory, more rounding: Δ worked out from the parameters.
      const old = state.delta ?? div(sub(ctx.params, start), add(scale, eps));
      const q = add(ctx.params, step.updates);
      const pull = mul(scale, div(mul(globalNorm(g), lambda), add(globalNorm(q), eps)));
      const h = dot(old, add(g, mul(q, pull)));
      const delta = add(old, step.updates);

      const m = maximum(mul(state.m, vector(betas)), abs(h));
      const v = add(mul(state.v, vector(betas.map((beta) => beta * beta))), square(h));
      const r = maximum(sub(mul(state.r, vector(betas)), mul(state.s, h)), 0);
      const s = div(addScaled(r, m, sInit / betas.length), add(sqrt(v), eps));
      const target = add(start, mul(delta, maximum(globalSum(s), 0)));
      return {
        updates: sub(target, ctx.params),
        state: { inner: step.state, start, delta: storeDelta ? delta : null, s, m, v, r },
      };
    },
  };
}

/**
 * Mechanic, a learning rate tuner, around AdamW (or SGD): Δ ← Δ + u with u the base method's update, p = p₁ + (Σsᵢ)Δ, and for each discount βᵢ
 * h = ⟨Δ, g + λ(Σs)‖g‖q/‖q‖⟩, mᵢ = max(βᵢmᵢ, |h|), vᵢ = βᵢ²vᵢ + h², rᵢ = (βᵢrᵢ − sᵢh)₊, sᵢ = (mᵢ·s_init/n + rᵢ)/(√vᵢ + ε), q = p + u.
 *
 * `base` is "adamw" or "sgd", `lr` its learning rate (1: Mechanic scales it), with `momentum`, `nesterov`, `beta1`, `beta2`, `weight_decay` of its
 * own; `betas` are the discounts, a list with commas; `s_decay` is λ, `s_init` the first bet, `m_init` the first mᵢ, `eps` ε (and that of AdamW), `store_delta` whether Δ is
 * kept, `warmup_factor` the base's linear warmup before a cosine decay. Cutkosky, Defazio & Mehta 2023, arXiv 2306.00144.
 */
export const mechanic = (hp: Point) => tuned(baseOptimizer(hp), hp);
