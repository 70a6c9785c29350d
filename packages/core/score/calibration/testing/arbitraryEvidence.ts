import fc from "fast-check";
import type { PointTrial } from "../scorePoints.ts";

export interface Evidence {
  readonly points: number;
  readonly workloads: readonly string[];
  readonly rMax: number;
  readonly trials: readonly PointTrial[];
}

/** Random small calibrations: missed targets, divergence, ties; with `gaps` also trials that were not run. */
export function arbitraryEvidence(options: { readonly gaps: boolean }): fc.Arbitrary<Evidence> {
  const size = fc.record({
    points: fc.integer({ min: 1, max: 7 }),
    workloads: fc.integer({ min: 1, max: 4 }),
    studies: fc.integer({ min: 1, max: 3 }),
  });
  const result = fc.record({
    time: fc.oneof(
      { weight: 4, arbitrary: fc.double({ min: 1, max: 12, noNaN: true }) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 6 }) },
      { weight: 2, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
    ),
    progress: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NEGATIVE_INFINITY)),
    isRun: options.gaps ? fc.boolean() : fc.constant(true),
  });
  return size.chain(({ points, workloads, studies }) => {
    const names = Array.from({ length: workloads }, (_, index) => `workload_${index}`);
    const count = points * workloads * studies;
    return fc.array(result, { minLength: count, maxLength: count }).map((results) => ({
      points,
      workloads: names,
      rMax: 4,
      trials: results.flatMap(({ isRun, ...measured }, index) => {
        const cell = Math.floor(index / studies);
        const workload = names[cell % workloads];
        return isRun && workload !== undefined
          ? [{ point: Math.floor(cell / workloads), workload, study: index % studies, ...measured }]
          : [];
      }),
    }));
  });
}
