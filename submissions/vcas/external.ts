import {
  add,
  addScaled,
  type BaseOptimizerOptions,
  type Batch,
  baseOptimizer,
  defineSubmission,
  dot,
  fromLeaves,
  mul,
  read,
  sub,
  type Transform,
  type Tree,
  type UpdateContext,
  withDefaults,
} from "steepest";
import { haveEqualTargets, keepRatio, type Sampled, sampledExamples } from "./examples.ts";

type Point = BaseOptimizerOptions & Readonly<Record<"tau" | "every", number>>;

interface State {
  readonly base: readonly unknown[];
  /** s: the part of the signals' size that the kept examples have to have. */
  readonly preserved: number;
  /** ρ: for each edge between blocks the part of the examples that goes back past it. */
  readonly keep: readonly number[];
  /** Whether all examples have as many targets, as the first probe found it; asked only where there are no edges. */
  readonly equalTargets: boolean;
}

type Ctx = UpdateContext<State, Point>;

const base = (hp: Point): Transform<readonly unknown[]> => baseOptimizer(withDefaults(hp, { base: "adamw" }));

/** SampleA: the gradient of a batch, of which ever fewer examples go on backward, layer by layer. */
const sampled = async (ctx: Ctx, batch: Batch, state: Omit<State, "base">): Promise<Sampled> =>
  ctx.edges > 0
    ? ctx.lossAndGrad(ctx.params, batch, { keep: state.keep })
    : sampledExamples(ctx, batch, state);

/** The exact gradient of a batch, and the length of every example's signal at each edge. */
function exact(ctx: Ctx, batch: Batch): { grads: Tree; signals?: Tree } {
  const { edges, params } = ctx;
  const still = { updateBatchNorm: false };
  if (edges === 0) return ctx.lossAndGrad(params, batch, still);
  return ctx.lossAndGrad(params, batch, { ...still, keep: Array<number>(edges).fill(1) });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Above this part nothing is dropped: those that are kept are computed forward again, which takes a third to a half of their gradient. */
const leastWorthwhile = 0.6;

/** ρ: p_l(s) is the least part of the examples that has s of the size of all signals at edge l, a mean over batches; no edge keeps less than one before it (eq. 4). */
function ratios(signals: readonly Float32Array[], edges: number, preserved: number): number[] {
  const parts = Array.from({ length: edges }, (_, edge) => {
    const each = signals.map((lengths) => {
      const size = lengths.length / edges;
      return keepRatio([...lengths.subarray(edge * size, (edge + 1) * size)], preserved);
    });
    return sum(each) / each.length;
  });
  const least = parts.map((_, edge) => Math.max(...parts.slice(0, edge + 1)));
  return least.map((part) => (part < leastWorthwhile ? part : 1));
}

/** Of M batches: V_s between their gradients, V_act that sampling within them adds, a mean of M draws for each; then s goes one step, and ρ follows (algorithm 1, lines 3 to 13). */
async function adapted(ctx: Ctx): Promise<Omit<State, "base">> {
  const { probes, tau, alpha } = withDefaults(ctx.hyperparameters, { probes: 2, alpha: 0.05 });
  const batches = Array.from({ length: probes }, () => ctx.next());
  const whole = batches.map((batch) => exact(ctx, batch));
  const mean = mul(
    whole.map(({ grads }) => grads).reduce((all, grads) => add(all, grads)),
    1 / probes,
  );
  const square = (x: Tree) => dot(x, x);
  const between = whole.map(({ grads }) => square(addScaled(grads, mean, -1)));
  const within: Tree[] = [];
  // Where nothing is dropped sampling adds nothing.
  if (ctx.edges > 0 ? ctx.state.keep.some((part) => part < 1) : ctx.state.preserved < 1) {
    for (const [i, batch] of batches.entries()) {
      const { grads } = whole[i] as { grads: Tree };
      for (let draw = 0; draw < probes; draw++) {
        within.push(square(sub((await sampled(ctx, batch, ctx.state)).grads, grads)));
      }
    }
  }
  const values = (await read(fromLeaves([...between, ...within]))).map(([value = 0]) => value);
  const ofBatches = sum(values.slice(0, probes)) / (probes - 1);
  const ofSampling = sum(values.slice(probes)) / probes ** 2;
  const step = ofSampling > tau * ofBatches ? alpha : -alpha;
  const preserved = Math.min(1, Math.max(alpha, ctx.state.preserved + step));
  const signals: Float32Array[] = [];
  for (const { signals: lengths } of whole) if (lengths) signals.push(...(await read(lengths)));
  const isFirst = ctx.edges === 0 && ctx.step === ctx.hyperparameters.every;
  const equalTargets = isFirst ? await haveEqualTargets(ctx, batches[0] as Batch) : ctx.state.equalTargets;
  return { preserved, keep: ratios(signals, ctx.edges, preserved), equalTargets };
}

/**
 * Variance-controlled adaptive sampling: layer by layer on the way back some examples of the batch are dropped at random, those with long gradients less often, and the kept ones weighed so that the
 * gradient stays unbiased; as many as keep the variance that this adds below τ times that of the batches themselves. Around AdamW.
 * ‖∇ᵢ‖ lengths of the examples' gradients at the edge of block l; p_l(s) the least part of the batch with s·Σ‖∇ᵢ‖; ρ_l = max_{j≤l} p_j(s); example i goes back past the edge with a probability ∝ ‖∇ᵢ‖ (≤ 1, Σ = ρ_l B);
 * every F steps, from M batches, s goes up by α where sampling adds more than τ of the variance, else down by α.
 *
 * `tau` is τ (0.025), `alpha` α (0.05; the paper's 0.01), `every` F (50), `probes` M (2), `lr` η (peak of the schedule), `beta1` β₁ (0.9), `beta2` β₂, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay. The host draws the examples (systematic sampling: as many at each call) and computes those that go on once more forward, since it keeps no activations of the others: what is dropped saves
 * a block's whole gradient and costs its forward pass, and ρ above 0.6 is taken as 1. Where a model has no blocks to drop between (batch norm: examples act on one another), all layers keep the same examples (`examples.ts`): unbiased there, too, but for the batch's statistics, which are those of the kept examples, and, where examples have several numbers of targets
 * (sentences, utterances), at the price of a further forward pass of the whole batch a step. Rows of the weights'
 * gradients (SampleW) are all computed: docs/decisions/0050-examples-dropped-on-the-way-back.md.
 * Measured (τ = 0.025, M = 2, F = 50, α = 0.05, all else as AdamW's): 800 steps of `mnist_mlp` come to a validation loss of 0.109 in 3.17 s of reference time, AdamW's to 0.108 in 3.43 s; in the last quarter a step takes 0.88 of AdamW's. In 400 steps of `quickdraw_vit` and 300 of
 * `brown_lm` examples' gradients stay of nearly one size: little can be dropped, and probing makes a run 1.06 and 1.05 times as long. The paper's savings are of fine-tuning, where most gradients are small.
 * Wang et al. 2024, arXiv 2402.17227, algorithm 1.
 */
export default defineSubmission({
  name: "vcas",
  ruleset: "external",
  description: "AdamW on as few weighed examples, layer by layer, as keep the variance under control",
  paper: "arXiv 2402.17227",
  stateBytesPerParameter: 8,
  hyperparameters: {
    tau: { feasible_points: [0.025, 0.1, 0.5] },
    every: { feasible_points: [50, 100] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    beta2: { feasible_points: [0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05] },
  },
  init: (ctx): State => ({
    ...{ base: base(ctx.hyperparameters).init(ctx.params), preserved: 1 },
    ...{ keep: Array<number>(ctx.edges).fill(1), equalTargets: true },
  }),
  async update(ctx) {
    const { hyperparameters: hp, params, step } = ctx;
    const { base: before, ...known } = ctx.state;
    const now = hp.tau > 0 && step % hp.every === 0 ? await adapted(ctx) : known;
    // With all of the size preserved every example is kept.
    const { loss, grads, modelState } =
      now.preserved < 1 ? await sampled(ctx, ctx.batch, now) : ctx.lossAndGrad(params, ctx.batch);
    const context = Object.create(ctx, {
      ...Object.getOwnPropertyDescriptors({ gradientParams: params, trainLoss: loss }),
    });
    const made = base(hp).update(grads, before, context);
    return { params: add(params, made.updates), modelState, state: { ...now, base: made.state } };
  },
});
