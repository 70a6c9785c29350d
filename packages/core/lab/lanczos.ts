import { normal } from "../random/normal.ts";
import type { RandomKey } from "../random/threefry.ts";
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

/**
 * Eigenvalues of a symmetric tridiagonal matrix and the first components of its eigenvectors, by the implicit QL method (Golub & Welsch 1969; Bowdler,
 * Martin, Reinsch & Wilkinson 1968).
 */
export function tridiagonalSpectrum(diagonal: readonly number[], beside: readonly number[]): Ritz {
  const size = diagonal.length;
  const d = [...diagonal];
  const e = [...beside, 0];
  const first = d.map((_, at) => (at === 0 ? 1 : 0));
  const [D, E, Z] = [d, e, first] as [number[], number[], number[]];
  for (let l = 0; l < size; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (
        m < size - 1 &&
        Math.abs(E[m] as number) > Number.EPSILON * (Math.abs(D[m] as number) + Math.abs(D[m + 1] as number))
      ) {
        m++;
      }
      if (m === l) break;
      if (sweep === 60) throw new Error("the tridiagonal matrix's spectrum did not settle");
      rotate(D, E, Z, l, m);
    }
  }
  const order = D.map((_, at) => at).toSorted((a, b) => (D[b] as number) - (D[a] as number));
  return {
    values: order.map((at) => D[at] as number),
    weights: order.map((at) => (Z[at] as number) ** 2),
  };
}

/** One implicit QL sweep over rows l to m. */
function rotate(D: number[], E: number[], Z: number[], l: number, m: number): void {
  const half = ((D[l + 1] as number) - (D[l] as number)) / (2 * (E[l] as number));
  const root = Math.hypot(half, 1);
  let g = (D[m] as number) - (D[l] as number) + (E[l] as number) / (half + (half < 0 ? -root : root));
  let [s, c, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = s * (E[i] as number);
    const b = c * (E[i] as number);
    const r = Math.hypot(f, g);
    E[i + 1] = r;
    if (r === 0) {
      D[i + 1] = (D[i + 1] as number) - p;
      E[m] = 0;
      return;
    }
    [s, c] = [f / r, g / r];
    const before = (D[i + 1] as number) - p;
    const turn = ((D[i] as number) - before) * s + 2 * c * b;
    p = s * turn;
    D[i + 1] = before + p;
    g = c * turn - b;
    const [z0, z1] = [Z[i] as number, Z[i + 1] as number];
    Z[i + 1] = s * z0 + c * z1;
    Z[i] = c * z0 - s * z1;
  }
  D[l] = (D[l] as number) - p;
  E[l] = g;
  E[m] = 0;
}
