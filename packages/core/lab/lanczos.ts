import { normal } from "@steepest/base/random/normal.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { symmetricEigen } from "../sandbox/linearAlgebra/symmetricEigen.ts";
import { dot, norm } from "./lossSurface.ts";

/** Ritz values of a symmetric operator with what weight a random vector has on each: a quadrature of its spectrum. */
export interface Ritz {
  /** From the largest to the smallest. */
  readonly values: readonly number[];
  /** Squares of the first components of the tridiagonal matrix's eigenvectors; they sum to 1. */
  readonly weights: readonly number[];
}

/**
 * Lanczos with full reorthogonalisation from a random unit vector (Golub & Van Loan, §10.1; as a quadrature: Golub & Welsch 1969, Ghorbani et al. 2019,
 * algorithm 2). `multiply` is the operator on vectors [size]; `steps` products are asked for, fewer where the space is exhausted.
 */
export async function lanczos(
  multiply: (vector: Float64Array) => Promise<Float64Array>,
  size: number,
  steps: number,
  key: RandomKey,
): Promise<Ritz> {
  const basis: Float64Array[] = [];
  const [diagonal, beside]: [number[], number[]] = [[], []];
  let next = scaled(Float64Array.from(normal(key, size)));
  for (let step = 0; step < Math.min(steps, size); step++) {
    basis.push(next);
    const image = await multiply(next);
    diagonal.push(dot(image, next));
    // Twice: once leaves what rounding put back (Kahan and Parlett's "twice is enough").
    for (let round = 0; round < 2; round++) {
      for (const direction of basis) subtract(image, direction, dot(image, direction));
    }
    const length = norm(image);
    const scale = Math.max(...diagonal.map(Math.abs), ...beside, Number.MIN_VALUE);
    if (length <= 1e-10 * scale) break;
    beside.push(length);
    next = scaled(image);
  }
  return tridiagonalSpectrum(diagonal, beside.slice(0, diagonal.length - 1));
}

/** The trace of a symmetric operator by Hutchinson's estimator (1990): the mean of zᵀHz over vectors of random signs, with its standard error. */
export async function hutchinson(
  multiply: (vector: Float64Array) => Promise<Float64Array>,
  signs: readonly Float64Array[],
): Promise<{ trace: number; standardError: number }> {
  const values: number[] = [];
  for (const vector of signs) values.push(dot(await multiply(vector), vector));
  const trace = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance =
    values.reduce((sum, value) => sum + (value - trace) ** 2, 0) / Math.max(1, values.length - 1);
  return { trace, standardError: Math.sqrt(variance / values.length) };
}

function scaled(vector: Float64Array): Float64Array {
  const length = norm(vector);
  return vector.map((number) => number / length);
}

function subtract(from: Float64Array, direction: Float64Array, times: number): void {
  for (let at = 0; at < from.length; at++) {
    from[at] = (from[at] as number) - times * (direction[at] as number);
  }
}

/** Eigenvalues of a symmetric tridiagonal matrix, from the largest to the smallest, and the first components of its eigenvectors, squared. */
export function tridiagonalSpectrum(diagonal: readonly number[], beside: readonly number[]): Ritz {
  const size = diagonal.length;
  const matrix = new Float64Array(size * size);
  for (const [at, value] of diagonal.entries()) matrix[at * size + at] = value;
  for (const [at, value] of beside.entries()) matrix[(at + 1) * size + at] = value;
  const { values, vectors } = symmetricEigen({ rows: size, columns: size, values: matrix }, () => {});
  return {
    values: [...values].reverse(),
    weights: Array.from(values, (_, at) => (vectors.values[at * size] as number) ** 2).reverse(),
  };
}
