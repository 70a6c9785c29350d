import { unknownLabel } from "../tasks/labelledGraphs.ts";

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

/**
 * Mean over labels of the average precision with which scores [examples · labels] rank the examples that have the label (1) before those that have
 * not (0), examples of which it is unknown left out. NaN where a score that counts is not finite. A label without a positive or without a negative does not count (as in OGB's evaluator); null
 * where none counts.
 */
export function meanAveragePrecision(
  scores: Float32Array,
  labels: Uint8Array,
  labelCount: number,
): number | null {
  const examples = labels.length / labelCount;
  let sum = 0;
  let counted = 0;
  for (let label = 0; label < labelCount; label++) {
    const places = Uint32Array.from({ length: examples }, (_, at) => at * labelCount + label).filter(
      (place) => labels[place] !== unknownLabel,
    );
    const precision = averagePrecision(
      Float32Array.from(places, (place) => scores[place] as number),
      Uint8Array.from(places, (place) => labels[place] as number),
    );
    if (precision === null) continue;
    sum += precision;
    counted++;
  }
  return counted === 0 ? null : Math.min(1, sum / counted);
}
