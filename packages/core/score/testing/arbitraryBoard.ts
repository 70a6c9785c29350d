import fc from "fast-check";
import { chargesOf } from "../../schema/measures.ts";
import type { Ruleset } from "../../schema/ruleset.ts";
import type { ScoreInput } from "../scoreBoard.ts";

export type TestBoard = ScoreInput & { readonly studies: number; readonly ruleset: Ruleset };

/** Random small boards: base workloads, variants of the first ones, missed targets, missing trials, ties. */
export function arbitraryBoard(options: { readonly variants?: boolean } = {}): fc.Arbitrary<TestBoard> {
  const sizes = fc.record({
    ruleset: fc.constantFrom<Ruleset>("external", "self"),
    submissions: fc.integer({ min: 2, max: 5 }),
    bases: fc.integer({ min: 1, max: 3 }),
    variants: fc.integer({ min: 0, max: options.variants === false ? 0 : 2 }),
    studies: fc.integer({ min: 1, max: 5 }),
  });
  return sizes.chain((size) => {
    const bases = Array.from({ length: size.bases }, (_, w) => ({ id: `base_${w}`, variantOf: null }));
    const variants = bases.slice(0, size.variants).map(({ id }) => ({ id: `${id}_variant`, variantOf: id }));
    const workloads = [...bases, ...variants];
    const submissions = Array.from({ length: size.submissions }, (_, s) => `submission_${s}`);
    const trials = size.ruleset === "external" ? 3 : 1;
    const places = submissions.flatMap((submission) =>
      workloads.flatMap(({ id: workload }) =>
        Array.from({ length: size.studies * trials }, (_, i) => ({
          submission,
          workload,
          study: Math.floor(i / trials),
          trial: i % trials,
        })),
      ),
    );
    const time = fc.oneof(
      { weight: 5, arbitrary: fc.double({ min: 1, max: 12, noNaN: true }) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 12 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    );
    return fc.array(time, { minLength: places.length, maxLength: places.length }).map((times) => ({
      ruleset: size.ruleset,
      measure: "wall" as const,
      workloads,
      submissions,
      studies: size.studies,
      rMax: 4,
      baseline: "submission_0",
      results: places.map((place, i) => ({
        ...place,
        times: chargesOf({ wall: times[i] ?? null }),
        finished: true,
      })),
    }));
  });
}
