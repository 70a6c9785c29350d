import type { PointScore } from "./scorePoints.ts";

/**
 * Points from best to worst: by score, then by standing, then by their number. A total order of what was measured: in which order
 * parallel trials ended plays no part.
 */
export const orderPoints = (scores: readonly PointScore[]): PointScore[] =>
  scores.toSorted(
    (first, second) =>
      second.score - first.score || second.standing - first.standing || first.point - second.point,
  );
