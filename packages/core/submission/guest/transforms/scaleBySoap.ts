import { checkedOptions, count, decay, flag, fraction, limit, nonNegative } from "../checkedOptions.ts";
import { type Axis, axesOf, axisGram, multiplyAxis } from "../operations/axes.ts";
import { add, div, ema, mul, sqrt, square } from "../operations/elementwise.ts";
import { eigh, qr } from "../operations/matrixFunctions.ts";
import { descendingOrder } from "../operations/order.ts";
import { leafMean, sumAxis } from "../operations/reductions.ts";
import { matmul, zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { AsyncTransform } from "../transform.ts";
import type { LeafInfo, Tree } from "../tree.ts";

export interface SoapOptions {
  readonly beta1?: number | undefined;
  readonly beta2?: number | undefined;
  /** Decay of the Gram matrices. */
  readonly shampooBeta?: number | undefined;
  /** ε, added outside the root. */
  readonly eps?: number | undefined;
  /** Adam steps between two refreshes of the bases. */
  readonly frequency?: number | undefined;
  /** A longer side keeps the identity for its basis. */
  readonly longestSide?: number | undefined;
  /** Give vectors a basis too. */
  readonly vectors?: boolean | undefined;
  /** Bring every leaf's update to a root mean square of 1. */
  readonly normalize?: boolean | undefined;
  readonly biasCorrection?: boolean | undefined;
}

export interface SoapState {
  /** Gram matrices and eigenbases: one tree for each axis, last axis first; none before the first gradient. */
  readonly grams: readonly Tree[];
  readonly bases: readonly Tree[];
  /** Adam's moments in the bases. */
  readonly m: Tree;
  readonly v: Tree;
}

const turn = (x: Tree, axes: readonly Axis[], bases: readonly Tree[], transpose = false): Tree =>
  axes.reduce((turned, axis, i) => multiplyAxis(turned, axis, bases[i] as Tree, { transpose }), x);

/**
 * Adam in the eigenbasis of Shampoo's factors: L ← βL + (1−β)GGᵀ for each axis, G′ = QₗᵀGQᵣ, m ← β₁m + (1−β₁)G′, v ← β₂v + (1−β₂)G′²,
 * update Qₗ(m̂/(√v̂ + ε))Qᵣᵀ; every `frequency` steps Q ← QR(LQ), one power iteration. The first gradient only makes the bases.
 * Vyas et al. 2024, arXiv 2409.11321, algorithm 3.
 */
export function scaleBySoap(options: SoapOptions = {}): AsyncTransform<SoapState> {
  const checked = checkedOptions("scaleBySoap", options, {
    beta1: [decay, 0.95],
    beta2: [decay, 0.95],
    shampooBeta: [fraction, undefined],
    eps: [nonNegative, 1e-8],
    frequency: [count, 10],
    longestSide: [limit, 512],
    vectors: [flag, false],
    normalize: [flag, false],
    biasCorrection: [flag, true],
  });
  const { beta1, beta2, eps, frequency, longestSide, vectors, normalize, biasCorrection } = checked;
  const { shampooBeta = beta2 } = checked;
  const sides = (tree: Tree) =>
    axesOf(tree, longestSide, ({ shape }: LeafInfo) => vectors || shape.length > 1);
  return placed(
    {
      init: (params) => ({ grams: [], bases: [], m: zerosLike(params), v: zerosLike(params) }),
      async update(g, state, { step }) {
        const axes = sides(g);
        const seen = axes.map((axis) => axisGram(g, axis));
        if (step === 1) {
          const grams = seen.map((gram) => mul(gram, 1 - shampooBeta));
          const bases: Tree[] = [];
          for (const gram of grams) {
            const { values, vectors: basis } = await eigh(gram);
            bases.push(matmul(basis, descendingOrder(values)));
          }
          return { updates: zerosLike(g), state: { ...state, grams, bases } };
        }
        const t = step - 1;
        let { bases } = state;
        const turned = turn(g, axes, bases);
        let m = ema(state.m, turned, beta1);
        let v = ema(state.v, square(turned), beta2);
        const correction = biasCorrection ? Math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t) : 1;
        const direction = turn(div(m, add(sqrt(v), eps)), axes, bases, true);
        const length = normalize ? add(sqrt(leafMean(square(direction))), 1e-30) : null;
        const updates = mul(length ? div(direction, length) : direction, correction);
        const grams = seen.map((gram, i) => ema(state.grams[i] as Tree, gram, shampooBeta));
        if (t % frequency === 0) {
          const full = turn(m, axes, bases, true);
          const fresh: Tree[] = [];
          for (const [i, axis] of axes.entries()) {
            const [gram, basis] = [grams[i] as Tree, bases[i] as Tree];
            const product = matmul(gram, basis);
            // The basis' columns by their estimated eigenvalues, diag(QᵀLQ).
            const order = descendingOrder(sumAxis(mul(basis, product), 0));
            v = multiplyAxis(v, axis, order);
            fresh.push((await qr(matmul(product, order))).q);
          }
          bases = fresh;
          m = turn(full, axes, bases);
        }
        return { updates, state: { grams, bases, m, v } };
      },
    },
    takesDirections("scaleBySoap"),
  );
}
