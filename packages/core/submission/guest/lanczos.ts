import { addScaled, div, maximum, mul } from "./operations/elementwise.ts";
import { dot, globalNorm } from "./operations/reductions.ts";
import { fromLeaves, read } from "./operations/shapes.ts";
import type { Scalar, Tree } from "./tree.ts";

/**
 * Lanczos: orthonormal directions of the Krylov space of `start` under a symmetric operator (the Hessian's product with a tree, say), and the operator in
 * them: T = VᵀHV, `dimensions` × `dimensions`, row by row, with what is off its three diagonals 0. `norm` is that of `start`, which is `norm` times the first
 * direction. Each direction is made orthogonal to all before it, twice: rounding would bring them back. Costs `dimensions` products and a read.
 */
export async function lanczos(
  product: (direction: Tree) => Tree,
  start: Tree,
  dimensions: number,
): Promise<{
  readonly basis: readonly Tree[];
  readonly norm: number;
  readonly tridiagonal: readonly number[];
}> {
  const basis: Tree[] = [];
  const diagonal: Scalar[] = [];
  const beside: Scalar[] = [];
  const length = globalNorm(start);
  let next = div(start, maximum(length, 1e-30));
  for (let j = 0; j < dimensions; j++) {
    basis.push(next);
    let rest = product(next);
    diagonal.push(dot(rest, next));
    for (let pass = 0; pass < 2; pass++) {
      for (const direction of basis) rest = addScaled(rest, direction, mul(dot(rest, direction), -1));
    }
    const left = globalNorm(rest);
    beside.push(left);
    next = div(rest, maximum(left, 1e-30));
  }
  const numbers = (await read(fromLeaves([length, ...diagonal, ...beside]))).map(([value = 0]) => value);
  const [norm = 0, ...entries] = numbers;
  const tridiagonal = Array.from({ length: dimensions ** 2 }, (_, place) => {
    const [i, j] = [Math.floor(place / dimensions), place % dimensions];
    if (i === j) return entries[i] ?? 0;
    return Math.abs(i - j) === 1 ? (entries[dimensions + Math.min(i, j)] ?? 0) : 0;
  });
  return { basis, norm, tridiagonal };
}
