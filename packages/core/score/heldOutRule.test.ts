import { expect, test } from "vitest";
import { heldOutRuleV05 } from "./algoperf/algoperfRules.ts";
import { type HeldOutRule, heldOutRule } from "./heldOutRule.ts";

const infinity = Number.POSITIVE_INFINITY;
/** Times of a base workload, then of its variant, of three submissions. */
const apply = (rule: HeldOutRule, base: number[], variant: number[]) => {
  const times = Float64Array.from([...base, ...variant]);
  rule(times, base.length, [{ base: 0, variants: [1] }], 4);
  return [[...times.subarray(0, base.length)], [...times.subarray(base.length)]];
};

test("a base counts only if its variant does, and the reverse", () => {
  expect(apply(heldOutRule, [1, 2, infinity], [5, infinity, 6])).toEqual([
    [1, infinity, infinity],
    [5, infinity, infinity],
  ]);
});

test("a time counts up to and including r_max × the fastest of its workload", () => {
  expect(apply(heldOutRule, [1, 4, 4.5], [1, 4, 1])).toEqual([
    [1, 4, infinity],
    [1, 4, infinity],
  ]);
});

test("unlike v0.5's order, nobody's missing base moves another's threshold", () => {
  const base = [infinity, 1, 2];
  const variant = [1, 5, 6];
  expect(apply(heldOutRule, base, variant)[0]).toEqual([infinity, infinity, infinity]);
  expect(apply(heldOutRuleV05, base, variant)[0]).toEqual([infinity, 1, 2]);
});
