/** The least of `times[start]` … `times[start + length − 1]`; ∞ of none. */
export function fastestOf(times: Float64Array, start: number, length: number): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = start; i < start + length; i++) {
    const time = times[i] as number;
    if (time < fastest) fastest = time;
  }
  return fastest;
}
