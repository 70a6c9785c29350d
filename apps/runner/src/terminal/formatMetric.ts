/** A metric to four significant digits; `–` where there is none yet. */
export const formatMetric = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : value.toPrecision(4);
