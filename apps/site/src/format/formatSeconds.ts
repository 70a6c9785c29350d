/** Seconds with three significant digits and at most two decimals, without the unit: `4.21`, `12.3`, `318`. */
export const formatSeconds = (seconds: number): string =>
  seconds >= 99.95 ? seconds.toFixed(0) : seconds >= 9.995 ? seconds.toFixed(1) : seconds.toFixed(2);
