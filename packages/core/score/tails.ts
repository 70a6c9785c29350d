/** The least and the greatest values of many lists that grow side by side, each list's in order from the outside in. */
export interface Tails {
  readonly kept: number;
  /** List l owns `low[l · kept]` …, its least values ascending. */
  readonly low: Float64Array;
  /** … and `high[l · kept]` …, its greatest values descending. */
  readonly high: Float64Array;
}

export const createTails = (lists: number, kept: number): Tails => ({
  kept,
  low: new Float64Array(lists * kept).fill(Number.POSITIVE_INFINITY),
  high: new Float64Array(lists * kept).fill(Number.NEGATIVE_INFINITY),
});

/** Appends `values[l]` to each list l. Most values are no news: they cost two comparisons. */
export function keepInTails({ kept, low, high }: Tails, values: Float64Array | Int32Array): void {
  for (let list = 0; list < values.length; list++) {
    const value = values[list] as number;
    const start = list * kept;
    let at = start + kept - 1;
    if (value < (low[at] as number)) {
      for (; at > start && (low[at - 1] as number) > value; at--) low[at] = low[at - 1] as number;
      low[at] = value;
    }
    at = start + kept - 1;
    if (value > (high[at] as number)) {
      for (; at > start && (high[at - 1] as number) < value; at--) high[at] = high[at - 1] as number;
      high[at] = value;
    }
  }
}
