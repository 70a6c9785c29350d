/** The arithmetic mean; NaN of nothing. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The covariance of pairs, unbiased; of a list with itself its variance. */
export function covariance(first: readonly number[], second: readonly number[]): number {
  const [a, b] = [mean(first), mean(second)];
  const sum = first.reduce((total, value, at) => total + (value - a) * ((second[at] as number) - b), 0);
  return sum / (first.length - 1);
}

/** A straight line through points by least squares: y = intercept + slope · x. */
export function fitLine(points: readonly (readonly [number, number])[]): {
  slope: number;
  intercept: number;
} {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const slope = covariance(xs, ys) / covariance(xs, xs);
  return { slope, intercept: mean(ys) - slope * mean(xs) };
}
