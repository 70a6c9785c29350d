import {
  type AsyncTransform,
  add,
  constant,
  defineSubmission,
  eigh,
  lanczos,
  mul,
  read,
  type TransformContext,
  type Tree,
  zerosLike,
} from "steepest";

type Point = Readonly<Record<"dimensions" | "period" | "smoothing" | "end_factor", number>>;

interface State {
  readonly buffer: Tree;
  /** η and μ of now; 0 before the first spectrum. */
  readonly rate: number;
  readonly momentum: number;
}

/** Ritz values of the batch's Hessian from a random direction: stochastic Lanczos quadrature with one draw. */
async function spectrum(dimensions: number, ctx: TransformContext) {
  const product = (direction: Tree) =>
    ctx.hvp(ctx.params, ctx.batch, direction, { updateBatchNorm: false, draw: ctx.step });
  const { tridiagonal } = await lanczos(product, ctx.rng.normal(ctx.params), dimensions);
  const { values } = await eigh(constant(tridiagonal, [dimensions, dimensions]));
  const [ritz = new Float32Array()] = await read(values);
  return [...ritz];
}

function lanczosRates(hp: Point): AsyncTransform<State> {
  return {
    init: (params) => ({ buffer: zerosLike(params), rate: 0, momentum: 0 }),
    async update(g, state, ctx) {
      let { rate, momentum } = state;
      if ((ctx.step - 1) % hp.period === 0) {
        const positive = (await spectrum(hp.dimensions, ctx)).filter((value) => value > 0);
        // What Lanczos cannot tell from 0 has no curvature: it would make the momentum 1.
        const [most, least] = [Math.max(1e-30, ...positive), Math.min(...positive)];
        const ends = [Math.sqrt(most), Math.sqrt(Math.min(most, Math.max(least, most * 1e-4)))] as const;
        const found = [
          (2 / (ends[0] + ends[1])) ** 2,
          ((ends[0] - ends[1]) / (ends[0] + ends[1])) ** 2,
        ] as const;
        const old = rate === 0 ? 0 : hp.smoothing;
        if (positive.length > 0) {
          rate = old * rate + (1 - old) * found[0];
          momentum = old * momentum + (1 - old) * found[1];
        }
      }
      const left = 1 - (1 - hp.end_factor) * Math.min(1, ctx.step / ctx.stepHint);
      const buffer = add(mul(state.buffer, momentum), mul(g, -rate * left));
      return { updates: buffer, state: { buffer, rate, momentum } };
    },
  };
}

/**
 * A learning rate and a momentum from the spectrum of the batch's Hessian, by stochastic Lanczos quadrature on the fly: Polyak's for a quadratic with these ends.
 * Every T steps λ₁ ≥ … ≥ λ_d by Lanczos from a random direction; η = (2/(√λ₁ + √λ₊))², μ = ((√λ₁ − √λ₊)/(√λ₁ + √λ₊))², λ₊ the least positive or 1e-4·λ₁, whichever is more (below, Lanczos cannot tell a curvature from 0, with which μ would be 1); b ← μb − η∇f(p), p ← p + b.
 *
 * `dimensions` is d, `period` T, `smoothing` the weight of the old η and μ in the new ones, `end_factor` what of η is left at the end of a linear decay. No learning rate is
 * tuned. d products with the Hessian every T steps beside a gradient a step. Granziol, Zohren & Roberts 2020, arXiv 2006.09092, §7.
 */
export default defineSubmission({
  name: "lanczos_rates",
  ruleset: "self",
  description: "SGD whose learning rate and momentum come from the Hessian's spectrum by stochastic Lanczos",
  paper: "arXiv 2006.09092",
  stateBytesPerParameter: 4,
  hyperparameters: [{ dimensions: 8, period: 100, smoothing: 0.5, end_factor: 0.01 }],
  optimizer: lanczosRates,
});
