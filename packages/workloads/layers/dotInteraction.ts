import { differentiable } from "@steepest/tensors/operations/differentiable.ts";
import { add, eye, gather, matMul, mul, reshape, type Tensor, tensor1d } from "@tensorflow/tfjs";

/** How many products `dotInteraction` gives for so many vectors. */
export const interactions = (vectors: number): number => (vectors * (vectors + 1)) / 2;

/**
 * The dot products of every two of the vectors x [batch, vectors, width], of a vector with itself too: [batch, vectors · (vectors + 1) / 2], the
 * upper triangle row by row (DLRM: Naumov et al. 2019, arXiv 1906.00091; with the diagonal, as AlgoPerf has it).
 */
export function dotInteraction(x: Tensor): Tensor {
  const [batch, vectors] = x.shape as [number, number, number];
  const square = [batch, vectors, vectors];
  return differentiable([x], () => ({
    value: gather(
      reshape(matMul(x, x, false, true), [batch, -1]),
      tensor1d(upperTriangle(vectors), "int32"),
      1,
    ),
    saved: [x],
    // The slope of xᵢ is Σⱼ dyᵢⱼ xⱼ over the symmetric matrix of slopes, whose diagonal counts twice.
    gradient: (dy, [vectorsOf]) => {
      const slopes = reshape(gather(dy, tensor1d(triangleOf(vectors), "int32"), 1), square);
      return [matMul(mul(slopes, add(eye(vectors), 1)), vectorsOf as Tensor)];
    },
  }));
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

/** For every place of a symmetric matrix where its number stands in the upper triangle. */
function triangleOf(rows: number): Int32Array {
  const places = new Int32Array(rows * rows);
  for (const [at, place] of upperTriangle(rows).entries()) {
    const [row, column] = [Math.floor(place / rows), place % rows];
    places[row * rows + column] = places[column * rows + row] = at;
  }
  return places;
}
