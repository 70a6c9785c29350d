import { type Batch, baseOptimizer, defineSubmission, read, selecting, withDefaults } from "steepest";

/** Losses of so many of the latest examples tell how large a loss is. */
const historyLength = 1024;

/** Part of the sorted values that are at most this one. */
function rank(sorted: Float32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low / sorted.length;
}

interface Selection {
  readonly history: readonly number[];
  /** Picked, not yet used. */
  readonly pieces: readonly Batch[];
}

/**
 * Selective backprop, sampling in proportion to the loss's rank: every example goes forward, is picked with probability CDF(its loss)^β among the
 * latest losses, and only batches of picked examples go backward; here with SGD.
 *
 * `beta` is β: a part 1/(1 + β) of the examples is picked. At most `passes` batches (8) go forward for one that goes backward. `lr` is η (peak of the
 * schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled), `warmup_factor` the fraction of the run spent on linear warmup before the
 * cosine decay; without it η is constant. Jiang et al. 2019, arXiv 1910.00762.
 */
export default defineSubmission(
  selecting({
    name: "selective_backprop",
    ruleset: "external",
    description: "SGD with momentum on examples picked by the rank of their loss",
    paper: "arXiv 1910.00762",
    stateBytesPerParameter: 4,
    hyperparameters: {
      beta: { feasible_points: [0.5, 1, 2] },
      lr: { min: 1e-3, max: 0.5, scaling: "log" },
      one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
      weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
      warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
    },
    optimizer: (hp) => baseOptimizer({ ...hp, momentum: 1 - hp.one_minus_momentum }),
    initSelection: (): Selection => ({ history: [], pieces: [] }),
    async select(ctx) {
      const { beta, passes } = withDefaults(ctx.hyperparameters, { passes: 8 });
      let history = [...ctx.state.history];
      const pieces = [...ctx.state.pieces];
      const picked = () => pieces.reduce((sum, piece) => sum + ctx.size(piece), 0);
      let wanted = Number.POSITIVE_INFINITY;
      for (let pass = 0; pass < passes && picked() < wanted; pass++) {
        const fresh = ctx.next();
        wanted = ctx.size(fresh);
        const losses = [...((await read(ctx.perExampleLoss(ctx.params, fresh)))[0] ?? [])];
        history = [...history, ...losses].slice(-historyLength);
        const sorted = new Float32Array(history).sort();
        const places = losses.flatMap((loss, place) =>
          ctx.rng.number() < rank(sorted, loss) ** beta ? [place] : [],
        );
        // A batch must not be empty: should all passes pick nothing, the hardest of the last is used.
        if (places.length > 0) pieces.push(ctx.take(fresh, places));
        else if (pass === passes - 1 && pieces.length === 0) {
          pieces.push(ctx.take(fresh, [losses.indexOf(Math.max(...losses))]));
        }
      }
      const used: Batch[] = [];
      for (let size = 0; size < wanted && pieces.length > 0; ) {
        const piece = pieces.shift() as Batch;
        const places = Array.from({ length: ctx.size(piece) }, (_, place) => place);
        used.push(ctx.take(piece, places.slice(0, wanted - size)));
        if (places.length > wanted - size) pieces.unshift(ctx.take(piece, places.slice(wanted - size)));
        size += Math.min(places.length, wanted - size);
      }
      return { batch: ctx.concat(used), state: { history, pieces } };
    },
  }),
);
