/** A speed-up, and over how many workloads it is. */
export interface Speedup {
  readonly factor: number | null;
  readonly over: number;
}

/**
 * Geometric mean of reference time / time over the workloads that both reach: how many times faster than the reference.
 * null where there is no such workload.
 */
export function speedup(times: readonly number[], reference: readonly number[]): Speedup {
  let logarithms = 0;
  let both = 0;
  times.forEach((time, w) => {
    const other = reference[w] ?? Number.POSITIVE_INFINITY;
    // A time of 0 has no ratio.
    if (!(time > 0 && other > 0 && time < Infinity && other < Infinity)) return;
    logarithms += Math.log(other) - Math.log(time);
    both++;
  });
  return { factor: both === 0 ? null : Math.exp(logarithms / both), over: both };
}
