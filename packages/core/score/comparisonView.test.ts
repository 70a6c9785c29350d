import { expect, test } from "vitest";
import { comparisonSchema } from "../schema/api/compare.ts";
import { type ComparedInput, comparisonView } from "./comparisonView.ts";

const never = Number.POSITIVE_INFINITY;
const workloads = [
  { id: "a", variantOf: null },
  { id: "b", variantOf: null },
];

const input = (
  label: string,
  times: Readonly<Record<string, readonly number[]>>,
  seeds = label,
): ComparedInput => ({
  ...{ label, submission: `of ${label}`, version: "v", number: 2, entry: `e ${label}`, trust: "local" },
  provisional: false,
  ...{ bytesPerStep: 5, criticalPart: 0.5, privacy: { epsilon: 1, delta: 0 } },
  studies: Object.fromEntries(
    Object.entries(times).map(([id, list]) => [
      id,
      list.map((time, at) => ({ time, seeds: `${seeds} ${at}` })),
    ]),
  ),
});
const viewOf = (compared: readonly ComparedInput[]) =>
  comparisonSchema.parse(comparisonView({ measure: "wall", rMax: 4, workloads, compared }));

test("those compared keep their order, each with its studies, their medians and its score among them", () => {
  const slow = input("slow", { a: [20, 22, 24], b: [never, never, 30] });
  const fast = input("fast", { a: [10, 11, 12], b: [20, 10, 15] });
  const view = viewOf([slow, fast]);
  expect(view).toMatchObject({ measure: "wall", workloads: ["a", "b"], rMax: 4 });
  expect(view.compared[0]).toEqual({
    ...{ label: "slow", submission: "of slow", version: "v", number: 2, entry: "e slow", trust: "local" },
    provisional: false,
    ...{ bytesPerStep: 5, criticalPart: 0.5, privacy: { epsilon: 1, delta: 0 } },
    studies: { a: [20, 22, 24], b: [null, null, 30] },
    times: { a: 22, b: null },
    score: expect.closeTo(1 / 3, 12),
    scoreInterval: expect.any(Array),
  });
  expect(view.compared[1]).toMatchObject({
    ...{ label: "fast", studies: { a: [10, 11, 12], b: [20, 10, 15] }, times: { a: 11, b: 15 }, score: 1 },
    scoreInterval: [1, 1],
  });
  // Row and column are places in the order that was given.
  expect(view.beats?.map((row) => row.map((share) => Math.round(share * 10) / 10))).toEqual([
    [0.5, 0],
    [1, 0.5],
  ]);
});

test("a study that is missing has not reached, and one without results has the score 0", () => {
  const [one, none] = viewOf([input("one", { a: [1, 2, 3], b: [4] }), input("none", {})]).compared;
  expect(one).toMatchObject({ studies: { b: [4] }, times: { a: 2, b: null } });
  expect(none).toMatchObject({ studies: { a: [], b: [] }, times: { a: null, b: null }, score: 0 });
});

test("with one study each nothing can be drawn: no intervals, and nobody beats anybody", () => {
  const view = viewOf([input("one", { a: [1], b: [2] }), input("other", { a: [2], b: [4] })]);
  expect(view.beats).toBeNull();
  expect(view.compared.map(({ scoreInterval }) => scoreInterval)).toEqual([null, null]);
  expect(view.pairs[0]).toMatchObject({ ratio: expect.closeTo(2, 12), ratioInterval: null });
  expect(view.pairs[0]?.workloads["a"]).toMatchObject({ difference: -1, differenceInterval: null });
});

test("pairs are told workload by workload, an end that is infinite as none", () => {
  const one = input("one", { a: [10, 11, 12], b: [5, never, never] }, "seed");
  const other = input("other", { a: [20, 22, 24], b: [5, 6, 7] }, "seed");
  const [pair] = viewOf([one, other]).pairs;
  expect(pair).toMatchObject({ one: 0, other: 1, test: "sign", ratioOver: 1, ratio: expect.closeTo(2, 12) });
  expect(pair?.ratioInterval).toEqual([expect.closeTo(2, 9), expect.closeTo(2, 9)]);
  expect(pair?.workloads["a"]).toMatchObject({
    ...{ difference: -11, differenceInterval: [-12, -10], ratio: 2, paired: true },
    ratioInterval: [expect.closeTo(2, 9), expect.closeTo(2, 9)],
  });
  expect(pair?.workloads["b"]).toMatchObject({ difference: null, ratio: null });
  expect(pair?.workloads["b"]?.differenceInterval?.[1]).toBeNull();
});

test("who was not told apart is tied", () => {
  const far = input("far", { a: [100, 101, 102], b: [100, 101, 102] });
  const near = input("near", { a: [10, 11, 12], b: [10, 11, 12] });
  expect(viewOf([far, near]).tied).toEqual([[0], [1]]);
  expect(viewOf([near, { ...near, label: "again" }]).tied).toEqual([[0, 1]]);
});

test("of nobody there is a comparison without pairs", () => {
  expect(viewOf([])).toMatchObject({ compared: [], pairs: [], beats: null });
});
