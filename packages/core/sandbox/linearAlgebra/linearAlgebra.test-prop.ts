import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { householderQr } from "./householderQr.ts";
import { type Matrix, matrixOf, timesTransposed, transposed } from "./matrix.ts";
import { singularValues } from "./singularValues.ts";
import { solveTriangular } from "./solveTriangular.ts";
import { symmetricEigen } from "./symmetricEigen.ts";
import { symmetricPower } from "./symmetricPower.ts";

const pause = (): void => {};
const times = (a: Matrix, b: Matrix): Matrix => timesTransposed(a, transposed(b), pause);
const gram = (a: Matrix): Matrix => timesTransposed(a, a, pause);
const identity = (n: number): Matrix =>
  matrixOf(
    Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0)),
    n,
    n,
  );
const diagonal = (values: ArrayLike<number>): Matrix => {
  const n = values.length;
  return matrixOf(
    Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? (values[at / (n + 1)] as number) : 0)),
    n,
    n,
  );
};
const largest = ({ values }: Matrix): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Relative to the largest expected element. */
function expectClose(actual: Matrix, expected: Matrix, tolerance: number): void {
  expect([actual.rows, actual.columns]).toEqual([expected.rows, expected.columns]);
  const scale = largest(expected) || 1;
  expected.values.forEach((value, at) => {
    expect(Math.abs((actual.values[at] as number) - value) / scale).toBeLessThan(tolerance);
  });
}

/** Elements over ten orders of magnitude, zeros among them. */
const element = fc
  .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -7, max: 3 }))
  .map(([mantissa, exponent]) => mantissa * 10 ** exponent);
const matrixFrom = (rows: number, columns: number): fc.Arbitrary<Matrix> =>
  fc
    .array(element, { minLength: rows * columns, maxLength: rows * columns })
    .map((values) => matrixOf(values, rows, columns));
const side = fc.integer({ min: 1, max: 12 });
const square = side.chain((n) => matrixFrom(n, n));
const rectangle = fc.tuple(side, side).chain(([m, n]) => matrixFrom(m, n));
const symmetric = square.map((a) =>
  matrixOf(
    a.values.map((value, at) => {
      const [i, j] = [Math.floor(at / a.rows), at % a.rows];
      return i >= j ? value : (a.values[j * a.rows + i] as number);
    }),
    a.rows,
    a.rows,
  ),
);

describe("symmetricEigen", () => {
  test("vectors are orthonormal, values ascend, and together they are the matrix", () => {
    fc.assert(
      fc.property(symmetric, (a) => {
        const { values, vectors } = symmetricEigen(a, pause);
        expectClose(gram(vectors), identity(a.rows), 1e-13);
        expectClose(times(transposed(vectors), times(diagonal(values), vectors)), a, 1e-13);
        expect([...values]).toEqual([...values].sort((x, y) => x - y));
      }),
    );
  });

  test("has the closed-form eigenvalues 2 − 2 cos(πk/(n + 1)) of the second-difference matrix", () => {
    const n = 90;
    const a = matrixOf(
      Array.from({ length: n * n }, (_, at) => [2, -1][Math.abs(Math.floor(at / n) - (at % n))] ?? 0),
      n,
      n,
    );
    symmetricEigen(a, pause).values.forEach((value, k) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos((Math.PI * (k + 1)) / (n + 1)), 12);
    });
  });

  test("keeps an element that is small next to the one beside it", () => {
    const a = matrixOf([0, 29000, -0.0001, 29000, 0, 0, -0.0001, 0, 0], 3, 3);
    const { values, vectors } = symmetricEigen(a, pause);
    expectClose(times(transposed(vectors), times(diagonal(values), vectors)), a, 1e-13);
  });

  test("converges on Gram matrices of low rank in float32, with rows of zeros", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 1000 }), (rank, seed) => {
        const n = 60;
        const factor = matrixOf(
          Array.from({ length: n * rank }, (_, at) =>
            Math.floor(at / rank) % 3 === 0 ? 0 : Math.sin((seed + 1) * (at + 1) ** 1.5) * 10 ** -(at % 4),
          ),
          n,
          rank,
        );
        const single = gram(factor).values.map(Math.fround);
        const a = matrixOf(single, n, n);
        const { values, vectors } = symmetricEigen(a, pause);
        expectClose(gram(vectors), identity(n), 1e-13);
        expectClose(times(transposed(vectors), times(diagonal(values), vectors)), a, 1e-13);
      }),
      { numRuns: 12 },
    );
  });

  test("is not a number throughout where an element is not finite", () => {
    const { values, vectors } = symmetricEigen(matrixOf([1, 0, 0, Number.POSITIVE_INFINITY], 2, 2), pause);
    expect([...values, ...vectors.values].every(Number.isNaN)).toBe(true);
  });

  test("stops where the pause throws", () => {
    let left = 5;
    const late = () => {
      left -= 1;
      if (left === 0) throw new Error("late");
    };
    expect(() => symmetricEigen(identity(40), late)).toThrow("late");
  });
});

describe("householderQr", () => {
  test("Q has orthonormal columns, R is upper triangular, and QR is the matrix", () => {
    fc.assert(
      fc.property(rectangle, (a) => {
        const { q, r } = householderQr(a, pause);
        expectClose(gram(transposed(q)), identity(Math.min(a.rows, a.columns)), 1e-13);
        expectClose(times(q, r), a, 1e-13);
        r.values.forEach((value, at) => {
          if (Math.floor(at / r.columns) > at % r.columns) expect(value).toBe(0);
        });
      }),
    );
  });

  test("has LAPACK's signs: numpy.linalg.qr([[1, 2], [3, 4], [5, 6]])", () => {
    const { q, r } = householderQr(matrixOf([1, 2, 3, 4, 5, 6], 3, 2), pause);
    const expected = [-0.16903085, 0.89708523, -0.50709255, 0.27602622, -0.84515425, -0.34503278];
    expectClose(q, matrixOf(expected, 3, 2), 1e-7);
    expectClose(r, matrixOf([-5.91607978, -7.43735744, 0, 0.82807867], 2, 2), 1e-7);
  });
});

describe("singularValues", () => {
  test("U and V have orthonormal columns, the values descend from the norm, and together they are the matrix", () => {
    fc.assert(
      fc.property(rectangle, (a) => {
        const { u, s, v } = singularValues(a, pause);
        const k = Math.min(a.rows, a.columns);
        expectClose(gram(transposed(u)), identity(k), 1e-13);
        expectClose(gram(transposed(v)), identity(k), 1e-13);
        const scaled = matrixOf(
          u.values.map((value, at) => value * (s[at % k] as number)),
          a.rows,
          k,
        );
        // Half of float64's digits, which is more than float32 has.
        expectClose(timesTransposed(scaled, v, pause), a, 6e-8 * Math.sqrt(k));
        const norm = Math.sqrt(a.values.reduce((sum, value) => sum + value * value, 0));
        expect(Math.sqrt(s.reduce((sum, value) => sum + value * value, 0))).toBeCloseTo(norm, 5);
        s.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(0);
          if (i > 0) expect(value).toBeLessThanOrEqual((s[i - 1] as number) + 6e-8 * (s[0] as number));
        });
      }),
    );
  });
});

describe("symmetricPower", () => {
  test("the inverse fourth root, four times over, inverts A + εI", () => {
    fc.assert(
      fc.property(rectangle, (b) => {
        const a = gram(b);
        const epsilon = 1e-3 * (largest(a) || 1);
        const root = symmetricPower(a, -0.25, epsilon, pause);
        const shifted = matrixOf(
          a.values.map((value, at) => (at % (a.rows + 1) === 0 ? value + epsilon : value)),
          a.rows,
          a.rows,
        );
        expectClose(times(times(times(times(root, root), root), root), shifted), identity(a.rows), 1e-9);
      }),
    );
  });

  test("takes any exponent: −1/6 six times over", () => {
    const a = matrixOf([4, 1, 1, 3], 2, 2);
    const root = symmetricPower(a, -1 / 6, 0, pause);
    const cube = times(times(root, root), root);
    expectClose(times(times(cube, cube), a), identity(2), 1e-13);
  });

  test("shifts eigenvalues that rounding made negative to 0 before ε is added", () => {
    const power = symmetricPower(diagonal([-0.5, 1.5]), -0.5, 0.25, pause);
    expectClose(power, diagonal([2, 1 / 1.5]), 1e-13);
  });
});

describe("solveTriangular", () => {
  test("solves with either triangle, transposed or not", () => {
    const cases = fc.tuple(side, side, fc.boolean(), fc.boolean()).chain(([n, m, lower, transpose]) =>
      fc.record({
        lower: fc.constant(lower),
        transpose: fc.constant(transpose),
        // A diagonal that outweighs the rest: the question is the algorithm, not the condition.
        triangle: fc
          .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: n * n, maxLength: n * n })
          .map((values) =>
            matrixOf(
              values.map((value, at) => {
                const [i, j] = [Math.floor(at / n), at % n];
                return i === j ? n + 1 + value : i > j === lower ? value : 0;
              }),
              n,
              n,
            ),
          ),
        right: matrixFrom(n, m),
      }),
    );
    fc.assert(
      fc.property(cases, ({ triangle, right, lower, transpose }) => {
        const x = solveTriangular(triangle, right, { lower, transpose }, pause);
        expectClose(times(transpose ? transposed(triangle) : triangle, x), right, 1e-12);
      }),
    );
  });
});
