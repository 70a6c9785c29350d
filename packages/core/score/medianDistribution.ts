/** What the median of a resample can be: the mean of the sorted values at `low` and `high`, with its probability. */
export interface ResampledMedian {
  readonly low: number;
  readonly high: number;
  readonly probability: number;
}

/**
 * The exact distribution of the median of `n` draws with replacement from `n` sorted values. A bootstrap over studies
 * then needs one random number per workload time instead of n draws and a sort (Efron 1979 gives it for odd n).
 *
 * With p draws needed in the lower part (p = (n + 1) / 2 for odd n, n / 2 for even n):
 * odd n: P(index ≤ k) = P(Binomial(n, (k + 1) / n) ≥ p).
 * even n, a < b: exactly p draws are ≤ a with at least one at a, the other p are ≥ b with at least one at b, so
 * P(a, b) = C(n, p) · [((a + 1) / n)^p − (a / n)^p] · [((n − b) / n)^p − ((n − b − 1) / n)^p]; P(a, a) is the rest of
 * P(lower middle = a).
 */
export function medianDistribution(n: number): ResampledMedian[] {
  const p = n % 2 === 1 ? (n + 1) / 2 : n / 2;
  const lowerMiddle = (k: number) => atLeast(p, n, (k + 1) / n) - atLeast(p, n, k / n);
  const outcomes: ResampledMedian[] = [];
  for (let low = 0; low < n; low++) {
    let equal = lowerMiddle(low);
    if (n % 2 === 0) {
      const below = binomial(n, p) * (((low + 1) / n) ** p - (low / n) ** p);
      for (let high = low + 1; high < n; high++) {
        const probability = below * (((n - high) / n) ** p - ((n - high - 1) / n) ** p);
        outcomes.push({ low, high, probability });
        equal -= probability;
      }
    }
    outcomes.push({ low, high: low, probability: Math.max(equal, 0) });
  }
  return outcomes;
}

/** P(Binomial(n, chance) ≥ p). */
function atLeast(p: number, n: number, chance: number): number {
  let sum = 0;
  for (let j = p; j <= n; j++) sum += binomial(n, j) * chance ** j * (1 - chance) ** (n - j);
  return sum;
}

function binomial(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product *= (n - k + i) / i;
  return product;
}
