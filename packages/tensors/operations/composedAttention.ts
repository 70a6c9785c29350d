import {
  add,
  broadcastTo,
  cast,
  div,
  exp,
  greater,
  matMul,
  max,
  maximum,
  mul,
  reshape,
  sub,
  sum,
  type Tensor,
  tensor3d,
  transpose,
} from "@tensorflow/tfjs";

export interface AttentionAttributes {
  readonly heads: number;
  readonly scale: number;
  readonly causal: boolean;
}

/** Scores of what a query may not look at are less. */
export const forbidden = -1e29;

/** [batch, length, heads · width] to [batch · heads, length, width]. */
function splitHeads(x: Tensor, heads: number): Tensor {
  const [batch, length, columns] = x.shape as [number, number, number];
  const width = columns / heads;
  return reshape(transpose(reshape(x, [batch, length, heads, width]), [0, 2, 1, 3]), [
    batch * heads,
    length,
    width,
  ]);
}

function mergeHeads(x: Tensor, heads: number): Tensor {
  const [count, length, width] = x.shape as [number, number, number];
  const batch = count / heads;
  return reshape(transpose(reshape(x, [batch, heads, length, width]), [0, 2, 1, 3]), [
    batch,
    length,
    heads * width,
  ]);
}

/** Scaled products of queries and keys [batch · heads, queries, keys] with the mask added; below `forbidden` where a query may not look. */
export function attentionScores(
  q: Tensor,
  k: Tensor,
  mask: Tensor | undefined,
  { heads, scale, causal }: AttentionAttributes,
): Tensor {
  const products = matMul(splitHeads(q, heads), splitHeads(k, heads), false, true);
  const [count, queries, keys] = products.shape as [number, number, number];
  let scores: Tensor = mul(products, scale);
  if (causal) scores = add(scores, causalMask(queries));
  if (mask !== undefined) {
    const [masks, rows] = mask.shape as [number, number];
    const repeated = broadcastTo(reshape(mask, [masks, 1, rows, keys]), [masks, count / masks, rows, keys]);
    scores = add(scores, reshape(repeated, [count, rows, keys]));
  }
  return scores;
}

/** Softmax of the scores [batch · heads, queries, keys]; rows of zeros where nothing is permitted. */
export function attentionProbabilities(...of: Parameters<typeof attentionScores>): Tensor {
  const scores = attentionScores(...of);
  const permitted = cast(greater(scores, forbidden), "float32");
  const exponentials = mul(exp(sub(scores, max(scores, -1, true))), permitted);
  // The largest exponential of a row with a permitted key is 1.
  return div(exponentials, maximum(sum(exponentials, -1, true), 0.5));
}

function causalMask(length: number): Tensor {
  const mask = new Float32Array(length * length);
  for (let row = 0; row < length; row++) mask.fill(-1e30, row * length + row + 1, (row + 1) * length);
  return tensor3d(mask, [1, length, length]);
}

export function composedAttention(
  v: Tensor,
  probabilities: Tensor,
  dropout: Tensor | undefined,
  heads: number,
): Tensor {
  const weights = dropout === undefined ? probabilities : mul(probabilities, dropout);
  return mergeHeads(matMul(weights, splitHeads(v, heads)), heads);
}

/** Slopes by q, k and v. */
export function composedAttentionSlopes(
  inputs: Readonly<Record<"q" | "k" | "v" | "probabilities" | "dy", Tensor>> & {
    readonly dropout: Tensor | undefined;
  },
  { heads, scale }: AttentionAttributes,
): Tensor[] {
  const { probabilities, dropout } = inputs;
  const [q, k, v, dy] = [inputs.q, inputs.k, inputs.v, inputs.dy].map((each) => splitHeads(each, heads)) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const weights = dropout === undefined ? probabilities : mul(probabilities, dropout);
  const ofWeights = matMul(dy, v, false, true);
  const slopes = dropout === undefined ? ofWeights : mul(ofWeights, dropout);
  const centred = sub(slopes, sum(mul(slopes, probabilities), -1, true));
  const ofScores = mul(mul(probabilities, centred), scale);
  return [matMul(ofScores, k), matMul(ofScores, q, true, false), matMul(weights, dy, true, false)].map(
    (each) => mergeHeads(each, heads),
  );
}
