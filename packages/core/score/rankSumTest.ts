/** Times to target of two submissions in studies that have nothing in common but their workload. ∞ is a value. */
export interface TwoSamples {
  readonly one: readonly number[];
  readonly other: readonly number[];
}

/** Up to so many studies of a workload the distribution is counted; beyond it the normal one is as good. */
const mostCounted = 60;

/**
 * Wilcoxon's rank-sum test over several workloads, each a stratum (van Elteren 1960, all weights equal): how often the sums of ranks would
 * differ as much, in either direction, were every study as likely to be of the one as of the other. Ties, two missed targets among
 * them, share their mean rank. The distribution is exact, by counting, so that it holds for three studies as well; null where there is nothing to rank.
 */
export function rankSumTest(strata: readonly TwoSamples[]): number | null {
  const ranked = strata.filter(({ one, other }) => one.length > 0 && other.length > 0).map(rankStratum);
  if (ranked.length === 0) return null;
  const observed = Math.abs(ranked.reduce((sum, { excess }) => sum + excess, 0));
  if (ranked.some(({ ranks }) => ranks.length > mostCounted)) return normalTail(ranked, observed);
  let all = new Map([[0, 1]]);
  for (const stratum of ranked) {
    const joined = new Map<number, number>();
    for (const [excess, probability] of excesses(stratum)) {
      for (const [before, chance] of all) {
        joined.set(before + excess, (joined.get(before + excess) ?? 0) + chance * probability);
      }
    }
    all = joined;
  }
  let tail = 0;
  for (const [excess, probability] of all) if (Math.abs(excess) >= observed) tail += probability;
  return Math.min(1, tail);
}

interface Stratum {
  /** Twice the mean rank of every study, ascending: whole numbers. */
  readonly ranks: readonly number[];
  readonly ofOne: number;
  /** Twice (the rank sum of one − what it is expected to be). */
  readonly excess: number;
}

function rankStratum({ one, other }: TwoSamples): Stratum {
  const pooled = [
    ...one.map((time) => ({ time, isOne: true })),
    ...other.map((time) => ({ time, isOne: false })),
  ].sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? -1 : 1));
  const ranks: number[] = [];
  for (let from = 0; from < pooled.length; ) {
    let to = from;
    while (pooled[to + 1]?.time === pooled[from]?.time && to + 1 < pooled.length) to++;
    // Ranks from + 1 … to + 1: twice their mean.
    for (let at = from; at <= to; at++) ranks.push(from + to + 2);
    from = to + 1;
  }
  const sum = ranks.reduce((total, rank, at) => total + (pooled[at]?.isOne ? rank : 0), 0);
  return { ranks, ofOne: one.length, excess: sum - one.length * (pooled.length + 1) };
}

/** Every excess that there can be, with its probability: how many of the ways to choose `ofOne` of the ranks have it. */
function excesses({ ranks, ofOne }: Stratum): Map<number, number> {
  const waysOf = Array.from({ length: ofOne + 1 }, (_, chosen) => new Map(chosen === 0 ? [[0, 1]] : []));
  for (const rank of ranks) {
    for (let chosen = ofOne; chosen > 0; chosen--) {
      const into = waysOf[chosen] as Map<number, number>;
      for (const [sum, ways] of waysOf[chosen - 1] as Map<number, number>) {
        into.set(sum + rank, (into.get(sum + rank) ?? 0) + ways);
      }
    }
  }
  const found = waysOf[ofOne] as Map<number, number>;
  const total = [...found.values()].reduce((sum, ways) => sum + ways, 0);
  const expected = ofOne * (ranks.length + 1);
  return new Map([...found].map(([sum, ways]) => [sum - expected, ways / total]));
}

/** Two-sided tail of the normal distribution of the same variance, ties accounted for, corrected for continuity. */
function normalTail(strata: readonly Stratum[], observed: number): number {
  const variance = strata.reduce((sum, { ranks, ofOne }) => {
    const size = ranks.length;
    const squares = ranks.reduce((total, rank) => total + (rank - (size + 1)) ** 2, 0);
    return sum + (ofOne * (size - ofOne) * squares) / (size * (size - 1));
  }, 0);
  if (variance === 0) return 1;
  return Math.min(1, complementaryError(Math.max(0, observed - 1) / Math.sqrt(2 * variance)));
}

/** erfc(x) for x ≥ 0 to 1.5e-7 (Abramowitz & Stegun 1964, 7.1.26). */
function complementaryError(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return polynomial * Math.exp(-x * x);
}
