import { unknownLabel } from "../tasks/labelledGraphs.ts";
import { averagePrecision } from "./averagePrecision.ts";

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
