/**
 * Average precision Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds that the scores give, highest first; equal scores share a threshold (scikit-learn's
 * `average_precision_score`). A score that is not a number ranks last. Null without a positive or without a negative.
 */
export function averagePrecision(scores: Float32Array, positive: Uint8Array): number | null {
  const positives = positive.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === positive.length) return null;
  const ranked = scores.map((score) => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score));
  const order = Uint32Array.from(ranked, (_, at) => at).sort((a, b) => {
    const [first, second] = [ranked[a] as number, ranked[b] as number];
    return first === second ? 0 : second > first ? 1 : -1;
  });
  let found = 0;
  let sum = 0;
  for (let start = 0; start < order.length; ) {
    const threshold = ranked[order[start] as number];
    let end = start;
    let hits = 0;
    for (; end < order.length && ranked[order[end] as number] === threshold; end++) {
      hits += positive[order[end] as number] as number;
    }
    found += hits;
    sum += (hits / positives) * (found / end);
    start = end;
  }
  return sum;
}
