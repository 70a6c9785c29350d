/**
 * Average precision Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds that the scores give, highest first; equal scores share a threshold (scikit-learn's
 * `average_precision_score`). NaN where a score is not finite: such scores rank nothing. Null without a positive or without a negative.
 */
export function averagePrecision(scores: Float32Array, positive: Uint8Array): number | null {
  const positives = positive.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === positive.length) return null;
  if (!scores.every(Number.isFinite)) return Number.NaN;
  const order = Uint32Array.from(scores, (_, at) => at).sort((a, b) => {
    const [first, second] = [scores[a] as number, scores[b] as number];
    return first === second ? 0 : second > first ? 1 : -1;
  });
  let found = 0;
  let sum = 0;
  for (let start = 0; start < order.length; ) {
    const threshold = scores[order[start] as number];
    let end = start;
    let hits = 0;
    for (; end < order.length && scores[order[end] as number] === threshold; end++) {
      hits += positive[order[end] as number] as number;
    }
    found += hits;
    sum += (hits / positives) * (found / end);
    start = end;
  }
  // The shares are rounded one by one: a perfect ranking may come out above 1.
  return Math.min(1, sum);
}
