type Ends = readonly [number | null, number | null] | null;

const signed = (value: number, format: (value: number) => string): string =>
  `${value > 0 ? "+" : value < 0 ? "−" : ""}${format(Math.abs(value))}`;

/** A difference with its interval: `−1.2 (−2.1 to +0.3)`. An end that is none is ∞. */
export function formatDifference(
  value: number | null,
  interval: Ends,
  format: (value: number) => string,
): string {
  const point = value === null ? "–" : signed(value, format);
  if (interval === null) return point;
  const [low, high] = interval;
  return `${point} (${low === null ? "−∞" : signed(low, format)} to ${high === null ? "+∞" : signed(high, format)})`;
}

/** A ratio with its interval: `1.33× (1.1 to 1.6)`. */
export function formatRatio(value: number | null, interval: Ends): string {
  if (value === null) return "–";
  const end = (one: number | null) => (one === null ? "∞" : one.toFixed(2));
  return `${value.toFixed(2)}×${interval === null ? "" : ` (${end(interval[0])} to ${end(interval[1])})`}`;
}

/** A probability for people: no resampling of a few studies shows 0 or 100 %. */
export const formatProbability = (share: number | null): string =>
  share === null ? "–" : share > 0.99 ? "> 99 %" : share < 0.01 ? "< 1 %" : `${Math.round(100 * share)} %`;
