import { checkedOptions, count, decay, nonNegative } from "../checkedOptions.ts";
import { abs, add, div, ema, minimum, mul, sign, square } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Transform } from "../transform.ts";
import type { Tree } from "../tree.ts";

export interface SophiaOptions {
  readonly beta1?: number | undefined;
  /** Decay of the average of curvature estimates. */
  readonly beta2?: number | undefined;
  /** ρ: the curvature's factor under the momentum; larger means fewer clipped elements. */
  readonly rho?: number | undefined;
  /** Steps between two estimates. */
  readonly interval?: number | undefined;
}

export interface SophiaState {
  readonly m: Tree;
  readonly h: Tree;
}

/**
 * m ← β₁m + (1−β₁)g; every `interval` steps h ← β₂h + (1−β₂)B·ĝ², ĝ the gradient of the mean loss of B examples with labels drawn from the
 * model's predictions (Gauss–Newton–Bartlett); update sign(m) · min(|m|/(ρh + 10⁻¹⁵), 1). Liu et al. 2023, arXiv 2305.14342, algorithm 3.
 * Where the loss has no classes ĝ is the batch's own gradient (the empirical Fisher). With several targets an example ρ takes up their number.
 */
export function scaleBySophia(options: SophiaOptions = {}): Transform<SophiaState> {
  const { beta1, beta2, rho, interval } = checkedOptions("scaleBySophia", options, {
    beta1: [decay, 0.96],
    beta2: [decay, 0.99],
    rho: [nonNegative, 0.05],
    interval: [count, 10],
  });
  return placed(
    {
      init: (params) => ({ m: zerosLike(params), h: zerosLike(params) }),
      update(g, state, ctx) {
        const m = ema(state.m, g, beta1);
        let { h } = state;
        if ((ctx.step - 1) % interval === 0) {
          const options = { labels: "sampled", labelSmoothing: 0, updateBatchNorm: false } as const;
          const sampled = ctx.samplesLabels ? ctx.lossAndGrad(ctx.params, ctx.batch, options).grads : g;
          h = ema(h, mul(square(sampled), ctx.size(ctx.batch)), beta2);
        }
        const ratio = minimum(div(abs(m), add(mul(h, rho), 1e-15)), 1);
        return { updates: mul(sign(m), ratio), state: { m, h } };
      },
    },
    takesDirections("scaleBySophia"),
  );
}
