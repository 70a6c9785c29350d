import { describe, expect, test } from "vitest";
import { householderQr } from "./householderQr.ts";
import { type Matrix, matrixOf, timesTransposed, transposed } from "./matrix.ts";
import { singularValues } from "./singularValues.ts";
import { solveTriangular } from "./solveTriangular.ts";
import { symmetricEigen } from "./symmetricEigen.ts";
import { symmetricPower } from "./symmetricPower.ts";

// Matrices as they come out of float32: huge, tiny, of too low a rank, with rounding for eigenvalues, not finite.

const pause = (): void => {};
const float32 = (values: readonly number[], columns: number): Matrix =>
  matrixOf(Float32Array.from(values), values.length / columns, columns);
const times = (a: Matrix, b: Matrix): Matrix => timesTransposed(a, transposed(b), pause);
const isNaNAlone = ({ values }: Matrix): boolean => values.every(Number.isNaN);

/** Rank 1 and 2 of four, by rounded products. */
const thin = (rank: number, scale: number): Matrix => {
  const part = (i: number, k: number) => Math.cos(1 + 3 * i + 7 * k);
  const element = (at: number) => {
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += part(Math.floor(at / 4), k) * part(at % 4, k);
    return scale * sum;
  };
  return float32(
    Array.from({ length: 16 }, (_, at) => element(at)),
    4,
  );
};
const scales = [1e38, 1e30, 1, 1e-30, 1e-38, 1e-44];
const matrices = scales.flatMap((scale): [string, Matrix][] => [
  [`1 × 1 of size ${scale}`, float32([-scale], 1)],
  [`rank 1 of size ${scale}`, thin(1, scale)],
  [`rank 2 of size ${scale}`, thin(2, scale)],
  [`a diagonal of size ${scale}`, float32([scale, 0, 0, 0, scale, 0, 0, 0, scale], 3)],
]);

describe.each([...matrices, ["zero", float32(new Array(9).fill(0), 3)] as [string, Matrix]])(
  "%s",
  (_, matrix) => {
    const n = matrix.rows;
    const size = matrix.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const expectSame = (actual: Matrix, expected: Matrix, scale = size) => {
      actual.values.forEach((value, at) => {
        expect(Math.abs(value - (expected.values[at] as number))).toBeLessThanOrEqual(1e-7 * scale);
      });
    };
    const identity = matrixOf(
      Array.from({ length: n * n }, (_value, at) => (at % (n + 1) === 0 ? 1 : 0)),
      n,
      n,
    );

    test("eigenvectors and eigenvalues make it again", () => {
      const { values, vectors } = symmetricEigen(matrix, pause);
      const scaled = {
        ...vectors,
        values: vectors.values.map((x, at) => x * (values[Math.floor(at / n)] as number)),
      };
      expectSame(times(transposed(vectors), scaled), matrix);
      expectSame(times(vectors, transposed(vectors)), identity, 1);
    });

    test("Q and R make it again, Q orthogonal", () => {
      const { q, r } = householderQr(matrix, pause);
      expectSame(times(q, r), matrix);
      expectSame(times(transposed(q), q), identity, 1);
    });

    test("singular values descend, from factors that are orthogonal", () => {
      const { u, s, v } = singularValues(matrix, pause);
      expect([...s]).toEqual([...s].sort((a, b) => b - a));
      const scaled = { ...u, values: u.values.map((x, at) => x * (s[at % n] as number)) };
      expectSame(times(scaled, transposed(v)), matrix);
      for (const factor of [u, v]) expectSame(times(transposed(factor), factor), identity, 1);
    });

    test("an inverse root keeps an ε far below the rounding of its eigenvalues", () => {
      const gram = matrixOf(Float32Array.from(timesTransposed(matrix, matrix, pause).values), n, n);
      for (const epsilon of [1e-30, 1e-12, 1e-3]) {
        const root = symmetricPower(gram, -1 / 4, epsilon, pause);
        // Gram matrices beyond float32 are not finite, and neither are their roots.
        if (!gram.values.every(Number.isFinite)) expect(isNaNAlone(root)).toBe(true);
        else {
          const largestRoot = symmetricEigen(root, pause).values.at(-1) as number;
          const lowest = symmetricEigen(gram, pause).values[0] as number;
          const expected = (Math.max(lowest, 0) + epsilon) ** (-1 / 4);
          expect(Math.abs(largestRoot / expected - 1)).toBeLessThan(1e-6);
        }
      }
    });
  },
);

test("a smallest eigenvalue that rounding made negative leaves ε^(−1/4), whatever its size", () => {
  for (const scale of [1e12, 1, 1e30]) {
    const matrix = float32([scale, 1.0000001 * scale, 1.0000001 * scale, scale], 2);
    expect(symmetricEigen(matrix, pause).values[0]).toBeLessThan(0);
    for (const epsilon of [1e-30, 1e-12]) {
      const half = 0.5 * epsilon ** (-1 / 4);
      const small = 0.5 * (2 * scale) ** (-1 / 4);
      const [on, off] = symmetricPower(matrix, -1 / 4, epsilon, pause).values;
      expect(on).toBeCloseTo(half + small, half > 1e6 ? -1 : 3);
      expect(off).toBeCloseTo(small - half, half > 1e6 ? -1 : 3);
    }
  }
});

describe.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  "with an element %s",
  (value) => {
    test.each([0, 3, 4, 8])("at place %i of 3 × 3 every result is NaN", (place) => {
      const matrix = float32(
        [2, 0, 1, 0, 3, 1, 1, 1, 4].map((x, at) => (at === place ? value : x)),
        3,
      );
      const { values, vectors } = symmetricEigen(matrix, pause);
      const { q, r } = householderQr(matrix, pause);
      const { u, s, v } = singularValues(matrix, pause);
      const power = symmetricPower(matrix, -1 / 2, 1e-3, pause);
      const solved = solveTriangular(matrix, float32([1, 2, 3], 1), { lower: true, transpose: false }, pause);
      expect([vectors, q, r, u, v, power, solved].map(isNaNAlone)).toEqual(new Array(7).fill(true));
      expect([...values, ...s].every(Number.isNaN)).toBe(true);
    });
  },
);
