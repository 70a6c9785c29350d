import type { QuantizedTree } from "../blockwiseQuantization.ts";
import { checkedOptions, count, decay, nonNegative } from "../checkedOptions.ts";
import { fourBitQuantization } from "../fourBitQuantization.ts";
import { add, addScaled, div, maximum, mul, pow, sub } from "../operations/elementwise.ts";
import { asMatrices, reshapeLeaves, reshapeLike } from "../operations/leafShapes.ts";
import { eigh } from "../operations/matrixFunctions.ts";
import { leafMax, leafNorm, sumAxis } from "../operations/reductions.ts";
import { constant, mapLeaves, matmul } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { AsyncTransform } from "../transform.ts";
import type { Tree } from "../tree.ts";

const codec = fourBitQuantization();

/** A symmetric matrix for each leaf as 4-bit eigenvectors with exact eigenvalues, and its inverse 4th root as 4 bits off an exact diagonal. */
export interface FourBitFactor {
  readonly values: Tree;
  readonly vectors: QuantizedTree;
  readonly rootDiagonal: Tree;
  readonly root: QuantizedTree;
}

const asRows = (values: Tree) => reshapeLeaves(values, ({ shape: [n = 1] }) => [1, n]);
const identities = (square: Tree) =>
  mapLeaves(square, (_leaf, { shape: [n = 1] }) => {
    const elements = new Float32Array(n * n);
    for (let i = 0; i < n; i++) elements[i * (n + 1)] = 1;
    return constant(elements, [n, n]);
  });
/** V ← (3V − V VᵀV)/2, so many times: nearer to orthogonal (Björck & Bowie 1971). */
function rectified(vectors: Tree, times: number): Tree {
  let v = vectors;
  for (let i = 0; i < times; i++)
    v = addScaled(mul(v, 1.5), matmul(v, matmul(v, v, { transposeLeft: true })), -0.5);
  return v;
}
/** V diag(values) Vᵀ. */
const composed = (vectors: Tree, values: Tree) =>
  matmul(mul(vectors, asRows(values)), vectors, { transposeRight: true });

function started(gram: Tree, epsilon: number): FourBitFactor {
  const eye = identities(gram);
  const ones = reshapeLeaves(sumAxis(eye, 0), ({ shape }) => [shape.at(-1) ?? 1]);
  return {
    values: mul(ones, epsilon),
    vectors: codec.quantize(eye),
    rootDiagonal: reshapeLeaves(ones, ({ shape: [n = 1] }) => [n, 1]),
    root: codec.quantize(mul(eye, 0)),
  };
}
async function joined(factor: FourBitFactor, gram: Tree, beta: number): Promise<FourBitFactor> {
  const vectors = rectified(codec.dequantize(factor.vectors, gram), 1);
  const decomposed = await eigh(addScaled(mul(composed(vectors, factor.values), beta), gram, 1 - beta));
  return { ...factor, values: maximum(decomposed.values, 0), vectors: codec.quantize(decomposed.vectors) };
}
function rooted(factor: FourBitFactor, gram: Tree, epsilon: number): FourBitFactor {
  const vectors = rectified(codec.dequantize(factor.vectors, gram), 4);
  const damped = add(factor.values, mul(leafMax(factor.values), epsilon));
  const root = composed(vectors, pow(maximum(damped, 1e-30), -1 / 4));
  const eye = identities(gram);
  return {
    ...factor,
    rootDiagonal: sumAxis(mul(root, eye), 1),
    root: codec.quantize(sub(root, mul(root, eye))),
  };
}

export interface FourBitShampooOptions {
  /** Decay of the Gram matrices. */
  readonly beta: number;
  /** First eigenvalues, and what is added to them relative to the largest. */
  readonly epsilon: number;
  /** Steps between two decompositions, and between two computations of the roots. */
  readonly updateEvery: number;
  readonly rootEvery: number;
}

/**
 * L̂GR̂ in G's length for leaves of rank 2 and more, which count as matrices; L̂ and R̂ of preconditioners kept in 4 bits.
 * Wang et al. 2024, arXiv 2405.18144, algorithms 1 to 3.
 */
export function shampooFourBit(
  options: FourBitShampooOptions,
): AsyncTransform<readonly [FourBitFactor, FourBitFactor]> {
  const { beta, epsilon, updateEvery, rootEvery } = checkedOptions("shampooFourBit", options, {
    beta: [decay],
    epsilon: [nonNegative],
    updateEvery: [count],
    rootEvery: [count],
  });
  const grams = (g: Tree) =>
    [matmul(g, g, { transposeRight: true }), matmul(g, g, { transposeLeft: true })] as const;
  return placed(
    {
      init(params) {
        const [left, right] = grams(mul(asMatrices(params), 0));
        return [started(left, epsilon), started(right, epsilon)];
      },
      async update(g, state, { step }) {
        const gradient = asMatrices(g);
        const gram = grams(gradient);
        let [left, right] = state;
        if (step === 1 || step % updateEvery === 0) {
          [left, right] = [await joined(left, gram[0], beta), await joined(right, gram[1], beta)];
        }
        if (step === 1 || step % rootEvery === 0) {
          [left, right] = [rooted(left, gram[0], epsilon), rooted(right, gram[1], epsilon)];
        }
        const fromLeft = add(
          matmul(codec.dequantize(left.root, gram[0]), gradient),
          mul(gradient, left.rootDiagonal),
        );
        const diagonal = reshapeLeaves(right.rootDiagonal, ({ shape: [n = 1] }) => [1, n]);
        const shaped = add(matmul(fromLeft, codec.dequantize(right.root, gram[1])), mul(fromLeft, diagonal));
        const updates = mul(shaped, div(leafNorm(gradient), maximum(leafNorm(shaped), 1e-30)));
        return { updates: reshapeLike(updates, g), state: [left, right] };
      },
    },
    takesDirections("shampooFourBit"),
  );
}
