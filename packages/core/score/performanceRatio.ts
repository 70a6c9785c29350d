/**
 * r = time / fastest time of that workload (Dolan & Moré 2002); ∞ where the target was not reached. The fastest has
 * ratio 1 even where its time is 0.
 */
export function performanceRatio(time: number, fastest: number): number {
  if (time === Number.POSITIVE_INFINITY) return time;
  return time === fastest ? 1 : time / fastest;
}
