/** The middle value, or the mean of the two middle ones. ∞ is a value. Of nothing: ∞, nothing having been reached. */
export function median(values: Iterable<number>): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return Number.POSITIVE_INFINITY;
  return medianOfSorted(sorted, 0, sorted.length);
}

/** The median of `sorted[at]` … `sorted[at + length − 1]`. */
export function medianOfSorted(sorted: Float64Array, at: number, length: number): number {
  const low = sorted[at + ((length - 1) >> 1)] as number;
  const high = sorted[at + (length >> 1)] as number;
  // Equal middles are returned as they are: (x + x) / 2 could overflow.
  return low === high ? low : (low + high) / 2;
}
