import fc from "fast-check";
import { expect, test } from "vitest";
import { coverPoints, coverScore } from "./coverPoints.ts";
import { orderPoints, type PointScore, scorePoints } from "./scorePoints.ts";
import { arbitraryEvidence } from "./testing/arbitraryEvidence.ts";

const scores = arbitraryEvidence({ gaps: false }).map(scorePoints);

function bestList(points: readonly PointScore[], length: number): number {
  if (length === 0) return 0;
  const extend = (list: readonly PointScore[], from: number): number =>
    list.length === length
      ? coverScore(list)
      : Math.max(0, ...points.slice(from).map((point, index) => extend([...list, point], from + index + 1)));
  return extend([], 0);
}

test("the list is a permutation of the points that begins with the best one", () => {
  fc.assert(
    fc.property(scores, (points) => {
      const list = coverPoints(points);
      expect(list.map(({ point }) => point).toSorted()).toEqual(points.map(({ point }) => point).toSorted());
      expect(list[0]).toBe(orderPoints(points)[0]);
    }),
  );
});

test("each next point adds to the list's score what no later point would exceed", () => {
  fc.assert(
    fc.property(scores, (points) => {
      const list = coverPoints(points);
      const gains = list.map((_, k) => coverScore(list.slice(0, k + 1)) - coverScore(list.slice(0, k)));
      for (const [k, gain] of gains.entries()) {
        expect(gain).toBeGreaterThanOrEqual(-1e-12);
        expect(gain).toBeLessThanOrEqual((gains[k - 1] ?? 1) + 1e-12);
      }
    }),
  );
});

test("a greedy list has at least 1 − 1/e of the best list's score (Nemhauser, Wolsey & Fisher 1978)", () => {
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 4 }), (points, wanted) => {
      const length = Math.min(wanted, points.length);
      const greedy = coverScore(coverPoints(points).slice(0, length));
      expect(greedy).toBeGreaterThanOrEqual((1 - 1 / Math.E) * bestList(points, length) - 1e-12);
    }),
  );
});
