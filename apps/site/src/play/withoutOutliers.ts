import type { TrainingCurve } from "@steepest/charts/trainingCurves.ts";

/** Beyond the middle half of all values so many times its width: the first steps, and runs that go astray. */
const widths = 3;

/** Curves with gaps where a value is so far from most that it would press all others into a line. The target stays in sight. */
export function withoutOutliers(series: readonly TrainingCurve[], target: number): TrainingCurve[] {
  const values = series
    .flatMap(({ points }) => points.map(({ y }) => y))
    .filter((y): y is number => y !== null && Number.isFinite(y))
    .concat(target)
    .sort((one, other) => one - other);
  const quartile = (share: number): number => values[Math.round(share * (values.length - 1))] ?? target;
  const [low, high] = [Math.min(quartile(0.25), target), Math.max(quartile(0.75), target)];
  const reach = widths * (high - low);
  if (reach === 0) return [...series];
  const isNear = (y: number | null) => y !== null && y >= low - reach && y <= high + reach;
  return series.map((one) => {
    const points = one.points.map(({ x, y }) => ({ x, y: isNear(y) ? y : null }));
    // A run that was never near is drawn as it is: it is what one wants to see.
    return points.some(({ y }) => y !== null) ? { ...one, points } : one;
  });
}
