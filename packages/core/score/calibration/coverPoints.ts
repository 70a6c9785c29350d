import { orderPoints, type PointScore } from "./scorePoints.ts";

/** A list of points, tried one after the other on each workload, has the best credit of any of them there. */
export const coverScore = (list: readonly PointScore[]): number => {
  const [first] = list;
  if (first === undefined) return 0;
  const best = first.credits.map((_, workload) =>
    Math.max(...list.map(({ credits }) => credits[workload] ?? 0)),
  );
  return best.reduce((sum, credit) => sum + credit, 0) / best.length;
};

/**
 * Orders points such that each next one adds most to the score of the list before it: a greedy cover of the workloads. The first is
 * the best single point; points that add equally much, such as nothing, stand in the order of `orderPoints`. The objective is monotone
 * and submodular, so the first k reach at least 1 − 1/e of what the best k would (Nemhauser, Wolsey & Fisher 1978).
 */
export function coverPoints(scores: readonly PointScore[]): PointScore[] {
  const left = orderPoints(scores);
  const covered = (left[0]?.credits ?? []).map(() => 0);
  const gainOf = ({ credits }: PointScore) =>
    covered.reduce((sum, credit, workload) => sum + Math.max(0, (credits[workload] ?? 0) - credit), 0) /
    covered.length;
  const list: PointScore[] = [];
  while (left.length > 0) {
    const gains = left.map(gainOf);
    const [next] = left.splice(gains.indexOf(Math.max(...gains)), 1);
    if (next === undefined) break;
    list.push(next);
    for (const [workload, credit] of covered.entries()) {
      covered[workload] = Math.max(credit, next.credits[workload] ?? 0);
    }
  }
  return list;
}
