import { checkedOptions, decay, flag, listOf, nonNegative, positive } from "../checkedOptions.ts";
import { abs, add, addScaled, div, maximum, mul, sqrt, square, sub } from "../operations/elementwise.ts";
import { dot, globalNorm, globalSum } from "../operations/reductions.ts";
import { constant, fullLike, zerosLike } from "../operations/shapes.ts";
import { expectTransform, inOrder, placed, placementsOf } from "../placement.ts";
import type { AsyncTransform, Transform, Transformed } from "../transform.ts";
import type { Scalar, Tree } from "../tree.ts";
import { whenDone } from "../whenDone.ts";

export interface MechanicOptions {
  /** One tuner for each: discount of what it has seen. */
  readonly betas?: readonly number[] | undefined;
  /** λ: weight decay on the scale. */
  readonly sDecay?: number | undefined;
  /** First bet, as a part of the largest product seen. */
  readonly sInit?: number | undefined;
  readonly eps?: number | undefined;
  /** First m. */
  readonly mInit?: number | undefined;
  /** Keep Δ, or work it out from the parameters: less memory, more rounding. */
  readonly storeDelta?: boolean | undefined;
}

interface MechanicState<Inner> {
  readonly inner: Inner;
  readonly start: Tree;
  readonly delta: Tree | null;
  /** One element for each β. */
  readonly s: Tree;
  readonly m: Tree;
  readonly v: Tree;
  readonly r: Tree;
}

/**
 * Learns how far to go along the sum Δ of the inner method's updates: p = p₁ + (Σs)Δ, each sᵢ a coin-betting tuner that is fed
 * h = ⟨Δ, g + λ(Σs)‖g‖q/‖q‖⟩, q = p + u. Cutkosky, Defazio & Mehta 2023, arXiv 2306.00144, algorithm 1.
 */
export function mechanic<Inner>(
  inner: Transform<Inner>,
  options?: MechanicOptions,
): Transform<MechanicState<Inner>>;
export function mechanic<Inner>(
  inner: AsyncTransform<Inner>,
  options?: MechanicOptions,
): AsyncTransform<MechanicState<Inner>>;
export function mechanic<Inner>(
  inner: Transform<Inner> | AsyncTransform<Inner>,
  options: MechanicOptions = {},
): Transform<MechanicState<Inner>> | AsyncTransform<MechanicState<Inner>> {
  expectTransform("mechanic: its first argument", inner);
  const { betas, sDecay, sInit, eps, mInit, storeDelta } = checkedOptions("mechanic", options, {
    betas: [listOf(decay), [0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999]],
    sDecay: [nonNegative, 0.01],
    sInit: [nonNegative, 1e-8],
    eps: [positive, 1e-8],
    mInit: [nonNegative, 1e-6],
    storeDelta: [flag, true],
  });
  const vector = (values: readonly number[]): Tree => constant(values, [betas.length]);
  return placed(
    {
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
      update(g, { start, ...state }: MechanicState<Inner>, ctx) {
        // Whether it is a promise is what the signatures above say.
        return whenDone(inner.update(g, state.inner, ctx), (step) => {
          const scale: Scalar = globalSum(state.s);
          const old = state.delta ?? div(sub(ctx.params, start), add(scale, eps));
          const moved = add(ctx.params, step.updates);
          const pull = mul(scale, div(mul(globalNorm(g), sDecay), add(globalNorm(moved), eps)));
          const h = dot(old, add(g, mul(moved, pull)));
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
        }) as Transformed<MechanicState<Inner>>;
      },
    },
    ...inOrder("mechanic", [...placementsOf(inner), { name: "mechanic", takes: "steps", gives: "final" }]),
  );
}
