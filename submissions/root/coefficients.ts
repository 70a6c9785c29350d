import { solveSmall } from "steepest";

export type Coefficients = readonly [a: number, b: number, c: number];

/** Jordan et al. 2024 ("Muon"): the same for every shape. */
export const muonCoefficients: Coefficients = [3.4445, -4.775, 2.0315];

/**
 * Singular values of a normal [rows, columns] matrix over its Frobenius norm: so many quantiles of the Marchenko–Pastur law, by sums over its density. They depend on the shape through the
 * shorter side (how small they are) and the ratio of the sides (how far apart).
 */
function singularValues(rows: number, columns: number, count: number): number[] {
  const [short, long] = [Math.min(rows, columns), Math.max(rows, columns)];
  const ratio = short / long;
  const [low, high] = [(1 - Math.sqrt(ratio)) ** 2, (1 + Math.sqrt(ratio)) ** 2];
  // x = low + (high − low)·sin²θ takes the density's edges away.
  const points = 400;
  const cells = Array.from({ length: points }, (_, i) => {
    const sine = Math.sin(((i + 0.5) / points) * (Math.PI / 2)) ** 2;
    const x = low + (high - low) * sine;
    return { x, mass: (sine * (1 - sine)) / Math.max(x, 1e-12) };
  });
  const total = cells.reduce((sum, { mass }) => sum + mass, 0);
  const values: number[] = [];
  let below = 0;
  for (const { x, mass } of cells) {
    below += mass / total;
    while (values.length < count && below >= (values.length + 0.5) / count) values.push(Math.sqrt(x / short));
  }
  return values;
}

/** Where so many steps of s ← as + bs³ + cs⁵ take a singular value, and how that changes with a, b and c. */
function iterated(start: number, [a, b, c]: Coefficients, steps: number) {
  let s = start;
  let slope = [0, 0, 0];
  for (let step = 0; step < steps; step++) {
    const [cube, fifth] = [s ** 3, s ** 5];
    const along = a + 3 * b * s * s + 5 * c * s ** 4;
    slope = [along * (slope[0] ?? 0) + s, along * (slope[1] ?? 0) + cube, along * (slope[2] ?? 0) + fifth];
    s = a * s + b * cube + c * fifth;
  }
  return { value: s, slope };
}

const known = new Map<string, Coefficients>();

/**
 * Coefficients of the quintic that bring the singular values of a random matrix of that shape nearest to 1 in so many steps, and no other far from it: least squares by Levenberg and Marquardt, from Muon's on. Of the
 * paper, eq. 5: a(m, n), b(m, n), c(m, n); its authors give theirs for four shapes.
 */
export function fittedCoefficients(rows: number, columns: number, steps: number): Coefficients {
  const name = `${Math.min(rows, columns)} ${Math.max(rows, columns)} ${steps}`;
  const before = known.get(name);
  if (before) return before;
  const values = singularValues(rows, columns, 24);
  // Momenta are not random matrices: whatever singular value up to 1 there is has to stay near 1, too, though it counts less.
  const least = Math.max(values[0] ?? 0, 0.01);
  const others = Array.from({ length: 24 }, (_, i) => least ** (1 - i / 23));
  const targets = [...values.map((s) => ({ s, weight: 1 })), ...others.map((s) => ({ s, weight: 0.1 }))];
  const errorOf = (of: Coefficients) =>
    targets.reduce((sum, { s, weight }) => sum + weight * (iterated(s, of, steps).value - 1) ** 2, 0);
  let best: Coefficients = muonCoefficients;
  let error = errorOf(best);
  let damping = 1e-3;
  for (let round = 0; round < 40; round++) {
    const matrix = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 1e-12 : 0)));
    const right = [0, 0, 0];
    for (const { s, weight } of targets) {
      const { value, slope } = iterated(s, best, steps);
      slope.forEach((left, i) => {
        right[i] = (right[i] ?? 0) - weight * left * (value - 1);
        slope.forEach((other, j) => {
          (matrix[i] as number[])[j] = (matrix[i]?.[j] ?? 0) + weight * left * other;
        });
      });
    }
    const damped = matrix.map((row, i) => row.map((entry, j) => (i === j ? entry * (1 + damping) : entry)));
    const [da = 0, db = 0, dc = 0] = solveSmall(damped, right);
    const tried: Coefficients = [best[0] + da, best[1] + db, best[2] + dc];
    const there = errorOf(tried);
    if (there < error) [best, error, damping] = [tried, there, damping / 3];
    else damping *= 4;
  }
  known.set(name, best);
  return best;
}
