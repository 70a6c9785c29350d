import { checkedOptions, count, fraction, oneOf } from "../checkedOptions.ts";
import { add, ema, mul, sub } from "../operations/elementwise.ts";
import { zerosLike } from "../operations/shapes.ts";
import { expectTransform, inOrder, placed, placementsOf } from "../placement.ts";
import type { AsyncTransform, Transform, Transformed } from "../transform.ts";
import { isTree, type Tree } from "../tree.ts";
import { whenDone } from "../whenDone.ts";

export interface LookaheadOptions {
  /** k: inner steps from one synchronisation to the next. */
  readonly steps?: number | undefined;
  /** α: step of the slow weights towards the fast ones. */
  readonly alpha?: number | undefined;
  /** What a synchronisation does to the inner momentum: leave it, average it like the weights, or zero it. */
  readonly pullbackMomentum?: "none" | "pullback" | "reset" | undefined;
}

interface LookaheadState<Inner> {
  readonly inner: Inner;
  readonly slow: Tree;
  /** Inner state of the last synchronisation, where momentum is pulled back to it. */
  readonly cached: unknown;
}

/** First moments are what the transforms of this library call `buffer` or `m`; second moments are left alone. */
const momenta = new Set(["buffer", "m"]);

/** A copy of a state with `change` applied to every momentum in it; `before` is the same state, earlier. */
function mapMomenta(now: unknown, before: unknown, change: (now: Tree, before: unknown) => Tree): unknown {
  if (typeof now !== "object" || now === null || isTree(now)) return now;
  const at = (key: string) => (before as Record<string, unknown> | null | undefined)?.[key];
  const entries = Object.entries(now).map(([key, value]): [string, unknown] => [
    key,
    isTree(value) && momenta.has(key) ? change(value, at(key)) : mapMomenta(value, at(key), change),
  ]);
  return Array.isArray(now) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/**
 * Fast weights take `steps` inner steps; then slow ← slow + α(fast − slow) and fast ← slow. The slow weights are evaluated.
 * Zhang et al. 2019, arXiv 1907.08610, algorithm 1.
 */
export function lookahead<Inner>(
  inner: Transform<Inner>,
  options?: LookaheadOptions,
): Transform<LookaheadState<Inner>>;
export function lookahead<Inner>(
  inner: AsyncTransform<Inner>,
  options?: LookaheadOptions,
): AsyncTransform<LookaheadState<Inner>>;
export function lookahead<Inner>(
  inner: Transform<Inner> | AsyncTransform<Inner>,
  options: LookaheadOptions = {},
): Transform<LookaheadState<Inner>> | AsyncTransform<LookaheadState<Inner>> {
  expectTransform("lookahead: its first argument", inner);
  const { steps, alpha, pullbackMomentum } = checkedOptions("lookahead", options, {
    steps: [count, 5],
    alpha: [fraction, 0.8],
    pullbackMomentum: [oneOf("none", "pullback", "reset"), "none"],
  });
  const synchronise = (state: Inner, cached: unknown): Inner => {
    if (pullbackMomentum === "none") return state;
    return mapMomenta(state, cached, (now, before) => {
      if (pullbackMomentum === "reset") return zerosLike(now);
      return isTree(before) ? ema(before, now, 1 - alpha) : mul(now, alpha);
    }) as Inner;
  };
  return placed(
    {
      init: (params) => ({ inner: inner.init(params), slow: params, cached: null }),
      update(g, state: LookaheadState<Inner>, ctx) {
        // Whether it is a promise is what the signatures above say.
        return whenDone(inner.update(g, state.inner, ctx), (step) => {
          if (ctx.step % steps !== 0) {
            return { updates: step.updates, state: { ...state, inner: step.state } };
          }
          const slow = ema(state.slow, add(ctx.params, step.updates), 1 - alpha);
          const synchronised = synchronise(step.state, state.cached);
          return {
            updates: sub(slow, ctx.params),
            state: {
              inner: synchronised,
              slow,
              cached: pullbackMomentum === "pullback" ? synchronised : null,
            },
          };
        }) as Transformed<LookaheadState<Inner>>;
      },
      evalParams: (_params, { slow }: LookaheadState<Inner>) => slow,
    },
    ...inOrder("lookahead", [
      ...placementsOf(inner),
      { name: "lookahead", takes: "steps", gives: "averaged" },
    ]),
  );
}
