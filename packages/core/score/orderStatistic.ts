/**
 * The k-th smallest value (from 0) of `values[start]` … `values[end − 1]` by Hoare's quickselect, in linear time on average.
 * Reorders that stretch.
 */
export function orderStatistic(
  values: Float64Array | Int32Array,
  start: number,
  end: number,
  k: number,
): number {
  const target = start + k;
  let left = start;
  let right = end - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1] as number;
    let i = left;
    let j = right;
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i <= j) {
        const kept = values[i] as number;
        values[i++] = values[j] as number;
        values[j--] = kept;
      }
    }
    if (target <= j) right = j;
    else if (target >= i) left = i;
    else break;
  }
  return values[target] as number;
}
