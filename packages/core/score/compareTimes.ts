import type { Interval } from "./bootstrap.ts";
import { median } from "./median.ts";
import { type MedianPair, medianPairs } from "./medianPairs.ts";

/** How a workload's time of one submission stands to another's. */
export interface TimesCompared {
  /** The workload time of one less that of the other: below 0, one is faster. ±∞ where one alone reached the target; null where neither did. */
  readonly difference: number | null;
  readonly differenceInterval: Interval | null;
  /** Time of the other ÷ time of one: above 1, one is faster. Null unless both reached the target. */
  readonly ratio: number | null;
  /** 0 and ∞ where in some resamples one of them alone reaches. */
  readonly ratioInterval: Interval | null;
  /** How often one is the faster when studies are drawn anew; ties count half. Null where there are no studies. */
  readonly probability: number | null;
}

/** Compares study times of a workload. Intervals are null where either has fewer than two studies: nothing can be drawn anew. */
export function compareTimes(
  one: readonly number[],
  other: readonly number[],
  paired: boolean,
): TimesCompared {
  const pairs = medianPairs(one, other, paired);
  const [a, b] = [median(one), median(other)];
  const several = Math.min(one.length, other.length) > 1;
  const difference = differenceOf(a, b);
  const ratio = a < Infinity && b < Infinity && a > 0 && b > 0 ? b / a : null;
  return {
    difference,
    differenceInterval:
      several && difference !== null
        ? weightedInterval(pairs, ({ one, other }) => differenceOf(one, other) ?? 0, difference)
        : null,
    ratio,
    ratioInterval:
      several && ratio !== null
        ? weightedInterval(pairs, ({ one, other }) => ratioOf(one, other), ratio)
        : null,
    probability: pairs.length === 0 ? null : probabilityFaster(pairs),
  };
}

const differenceOf = (one: number, other: number): number | null =>
  one === Infinity && other === Infinity ? null : one - other;

/** Two missed targets are a tie. */
export const ratioOf = (one: number, other: number): number => (one === other ? 1 : other / one);

const probabilityFaster = (pairs: readonly MedianPair[]): number =>
  pairs.reduce(
    (sum, { one, other, probability }) =>
      sum + (one < other ? probability : one === other ? probability / 2 : 0),
    0,
  );

/** 95 % of a distribution, its ends rounded outwards and widened to hold what was observed, as those of boards are. */
export function weightedInterval<Item extends { readonly probability: number }>(
  items: readonly Item[],
  numberOf: (item: Item) => number,
  observed: number,
): Interval {
  const sorted = items
    .map((item) => ({ value: numberOf(item), probability: item.probability }))
    .sort((a, b) => (a.value === b.value ? 0 : a.value < b.value ? -1 : 1));
  const end = (list: typeof sorted): number => {
    let before = 0;
    for (const { value, probability } of list) {
      before += probability;
      // Sums of thirds: 0.025 may be reached but for rounding.
      if (before >= 0.025 - 1e-12) return value;
    }
    return list.at(-1)?.value ?? observed;
  };
  return [Math.min(observed, end(sorted)), Math.max(observed, end(sorted.toReversed()))];
}
