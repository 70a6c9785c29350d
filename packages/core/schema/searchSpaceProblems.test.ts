import { expect, test } from "vitest";
import { samplePoints } from "../score/searchSpace/samplePoints.ts";
import { maxHyperparameters, searchSpaceProblems } from "./searchSpaceProblems.ts";

/** Characters that an answer has. */
const lengthOf = (space: unknown): number =>
  JSON.stringify(searchSpaceProblems(space, ["hyperparameters"])).length;

const point = (names: number, of: string) =>
  Object.fromEntries(Array.from({ length: names }, (_, index) => [`${of}${"x".repeat(90)}${index}`, 1]));

test("a long list of points that differ is told of by its first ten: the answer stays short whatever is sent", () => {
  const list = (points: number) => [point(32, "a"), ...Array.from({ length: points }, () => point(32, "b"))];
  const problems = searchSpaceProblems(list(4000), []);
  expect(problems).toHaveLength(10);
  expect(problems[0]?.message).toMatch(
    /must have the names of the first point, .* and 24 more: it lacks .* and 56 more$/,
  );
  expect(lengthOf(list(4000))).toBe(lengthOf(list(1000)));
  expect(lengthOf(list(4000))).toBeLessThan(40_000);
});

/** Counts the fields that are read. */
function counted<Value extends object>(value: Value, tell: () => void): Value {
  return new Proxy(value, {
    get(target, name) {
      tell();
      return Reflect.get(target, name);
    },
  });
}

test("four times as many dimensions or points are at most four times the work, and nothing is read of too many", () => {
  const readsOf = (space: (tell: () => void) => object) => {
    let reads = 0;
    searchSpaceProblems(
      space(() => reads++),
      [],
    );
    return reads;
  };
  const spaceOf = (count: number) => (tell: () => void) =>
    counted(
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `p${index}`,
          counted({ min: 1, max: 2, scaling: "linear" }, tell),
        ]),
      ),
      tell,
    );
  const listOf = (count: number) => (tell: () => void) =>
    Array.from({ length: count }, () => counted({ lr: 1 }, tell));
  expect(readsOf(spaceOf(8))).toBeGreaterThan(8);
  expect(readsOf(spaceOf(32))).toBeLessThanOrEqual(4 * readsOf(spaceOf(8)) + 8);
  expect(readsOf(listOf(4000))).toBeLessThanOrEqual(4 * readsOf(listOf(1000)) + 8);
  // The attack c06: 1,400 dimensions took 138 s inside a request.
  for (const count of [33, 100, 1400, 100_000]) expect(readsOf(spaceOf(count))).toBeLessThan(20);
});

test.each([33, 100, 1000, 1400])(
  "a search space or a point of %i hyperparameters is refused before it is sampled",
  (count) => {
    const names = Array.from({ length: count }, (_, index) => `p${index}`);
    const space = Object.fromEntries(names.map((name) => [name, { min: 1, max: 2, scaling: "linear" }]));
    const fixed = Object.fromEntries(names.map((name) => [name, 1]));
    for (const sent of [space, [fixed]]) {
      expect(searchSpaceProblems(sent, [])[0]?.message).toContain(`it has ${count}`);
      expect(searchSpaceProblems(sent, [])).toHaveLength(1);
    }
  },
);

test("the largest space that is taken is sampled within a bounded number of reads", () => {
  let reads = 0;
  const dimension = { min: 1, max: 2, scaling: "linear" as const };
  const space = Object.fromEntries(
    Array.from({ length: maxHyperparameters }, (_, index) => [
      `p${index}`,
      counted(dimension, () => reads++),
    ]),
  );
  expect(samplePoints(space, 20, 1)).toHaveLength(20);
  expect(reads).toBeLessThan(20 * maxHyperparameters * 12);
});
