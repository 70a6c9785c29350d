import { fitLine } from "./leastSquares.ts";

/** y = floor + scale · x^(−exponent). */
export interface PowerLaw {
  readonly floor: number;
  readonly scale: number;
  readonly exponent: number;
  /** Root of the mean squared error of log y. */
  readonly error: number;
}

type Points = readonly (readonly [x: number, y: number])[];

/** How many floors are tried, evenly between 0 and the smallest value. */
const floors = 400;

export const valueAt = ({ floor, scale, exponent }: PowerLaw, x: number): number =>
  floor + scale * x ** -exponent;

/**
 * The power law through positive points that falls, by least squares of logarithms for each of many floors from 0 to the smallest value. Null below
 * three different x, and where the values do not fall.
 */
export function fitPowerLaw(points: Points): PowerLaw | null {
  const usable = points.filter(([x, y]) => x > 0 && y > 0 && Number.isFinite(x) && Number.isFinite(y));
  if (new Set(usable.map(([x]) => x)).size < 3) return null;
  const smallest = Math.min(...usable.map(([, y]) => y));
  let best: PowerLaw | null = null;
  for (let at = 0; at < floors; at++) {
    const floor = (smallest * at) / floors;
    const { slope, intercept } = fitLine(usable.map(([x, y]) => [Math.log(x), Math.log(y - floor)]));
    if (!(slope < 0)) continue;
    const law = { floor, scale: Math.exp(intercept), exponent: -slope, error: 0 };
    const error = Math.sqrt(
      usable.reduce((sum, [x, y]) => sum + Math.log(valueAt(law, x) / y) ** 2, 0) / usable.length,
    );
    if (best === null || error < best.error) best = { ...law, error };
  }
  return best;
}

/** The least and the largest exponent when each point is left out in turn; null where too few are left. */
export function exponentRange(points: Points): readonly [number, number] | null {
  const fits = points
    .map((_, left) => fitPowerLaw(points.filter((_, at) => at !== left)))
    .filter((law) => law !== null);
  if (fits.length === 0) return null;
  const exponents = fits.map(({ exponent }) => exponent);
  return [Math.min(...exponents), Math.max(...exponents)];
}
