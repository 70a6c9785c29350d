import {
  type AsyncTransform,
  add,
  addDecayedWeights,
  addScaled,
  asMatrices,
  chain,
  constant,
  div,
  eigh,
  fourBitQuantization,
  leafMax,
  leafNorm,
  mapLeaves,
  masked,
  matmul,
  matrixUpTo,
  maximum,
  mul,
  pow,
  type QuantizedTree,
  reshapeLeaves,
  reshapeLike,
  scaleByAdam,
  scaleByLearningRate,
  sub,
  sumAxis,
  type Tree,
  type WithDefaults,
  warmupCosine,
  withDefaults,
} from "steepest";

type Point = Readonly<
  Record<"update_every" | "lr" | "one_minus_beta1" | "beta2" | "weight_decay" | "warmup_factor", number>
>;

const defaults = { shampoo_beta: 0.95, epsilon: 1e-4, root_every: 50 };

const codec = fourBitQuantization();

/** A symmetric matrix for each leaf as 4-bit eigenvectors with exact eigenvalues, and its inverse 4th root as 4 bits off an exact diagonal. */
interface FourBitFactor {
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

/** Algorithms 1 to 3 of the paper: L̂GR̂ in G's length for leaves of rank 2 and more, which count as matrices; L̂ and R̂ of preconditioners kept in 4 bits. */
function fourBitPreconditioned(
  hp: WithDefaults<Point, typeof defaults>,
): AsyncTransform<readonly [FourBitFactor, FourBitFactor]> {
  const { shampoo_beta: beta, epsilon, update_every: updateEvery, root_every: rootEvery } = hp;
  const grams = (g: Tree) =>
    [matmul(g, g, { transposeRight: true }), matmul(g, g, { transposeLeft: true })] as const;
  return {
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
  };
}

/**
 * 4-bit Shampoo: Shampoo whose preconditioners are kept as 4-bit eigenvectors. Every T₁ steps V ← Björck(D(V₄)), VΛVᵀ ← eigh(βVΛVᵀ + (1−β)GGᵀ), and so the
 * right side; every T₂ steps L̂ = V(Λ + ε max Λ)^(−¼)Vᵀ, 4 bits off its diagonal; G ← L̂GR̂ in G's length goes into AdamW.
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `weight_decay` λ of AdamW, `shampoo_beta` β (0.95), `epsilon` ε (1e-4), `update_every` T₁, `root_every`
 * T₂ (50), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Six codes are
 * packed into a float32. Wang et al. 2024, arXiv 2405.18144, algorithm 3.
 */
export const shampoo4bit = (hp: Point) =>
  chain(
    masked(fourBitPreconditioned(withDefaults(hp, defaults)), matrixUpTo(512)),
    scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2 }),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
