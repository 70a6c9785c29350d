import { gather, matMul, reshape, type Tensor, tensor1d } from "@tensorflow/tfjs";

/** How many products `dotInteraction` gives for so many vectors. */
export const interactions = (vectors: number): number => (vectors * (vectors + 1)) / 2;

/**
 * The dot products of every two of the vectors x [batch, vectors, width], of a vector with itself too: [batch, vectors · (vectors + 1) / 2], the
 * upper triangle row by row (DLRM: Naumov et al. 2019, arXiv 1906.00091; with the diagonal, as AlgoPerf has it).
 */
export function dotInteraction(x: Tensor): Tensor {
  const [batch, vectors] = x.shape as [number, number, number];
  const products = reshape(matMul(x, x, false, true), [batch, vectors * vectors]);
  return gather(products, tensor1d(upperTriangle(vectors), "int32"), 1);
}

/** Places of the upper triangle, diagonal included, in a square matrix that is stored row by row. */
function upperTriangle(rows: number): Int32Array {
  const places = new Int32Array(interactions(rows));
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = row; column < rows; column++) places[at++] = row * rows + column;
  }
  return places;
}
