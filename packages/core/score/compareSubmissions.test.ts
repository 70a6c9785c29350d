import { expect, test } from "vitest";
import { type ComparedStudies, compareSubmissions } from "./compareSubmissions.ts";

const never = Number.POSITIVE_INFINITY;
const workloads = ["a", "b", "c"];

/** Every workload with these times; seeds differ from those of others unless told. */
const of = (times: readonly number[], seeds: string | null = null): ComparedStudies =>
  Object.fromEntries(
    workloads.map((id) => [id, times.map((time, study) => ({ time, seeds: seeds && `${seeds} ${study}` }))]),
  );

test("two that differ in every study of three workloads are told apart, and their ratio has an interval", () => {
  const { pairs, tied } = compareSubmissions([of([10, 11, 12]), of([30, 33, 36])], workloads);
  expect(pairs).toHaveLength(1);
  expect(pairs[0]).toMatchObject({
    ...{ one: 0, other: 1, test: "rank-sum", ratio: expect.closeTo(3, 12), ratioOver: 3 },
    ...{ pValue: expect.closeTo(2 / 8000, 12), adjusted: expect.closeTo(2 / 8000, 12) },
  });
  const [low, high] = pairs[0]?.ratioInterval ?? [0, 0];
  expect(low).toBeGreaterThan(2.5);
  expect(low).toBeLessThan(3);
  expect(high).toBeGreaterThan(3);
  expect(high).toBeLessThan(3.6);
  expect(tied).toEqual([[0], [1]]);
});

test("with one workload of three studies nothing is told apart, however far the times", () => {
  const { pairs, tied } = compareSubmissions([of([1, 2, 3]), of([1000, 2000, 3000])], ["a"]);
  expect(pairs[0]?.pValue).toBeCloseTo(0.1, 12);
  expect(tied).toEqual([[0, 1]]);
});

test("more that are compared at once need more evidence each", () => {
  const many = Array.from({ length: 8 }, (_, i) => of([10, 11, 12].map((time) => time * (i + 1))));
  const { pairs } = compareSubmissions(many, workloads);
  expect(pairs).toHaveLength(28);
  expect(pairs[0]?.pValue).toBeLessThan(pairs[0]?.adjusted ?? 0);
});

test("versions that were run with the same seeds are compared seed by seed, in whatever order", () => {
  const one = of([10, 20, 40], "seed");
  const other: ComparedStudies = Object.fromEntries(
    Object.entries(of([11, 22, 44], "seed")).map(([id, studies]) => [id, [...studies].reverse()]),
  );
  const [pair] = compareSubmissions([one, other], workloads).pairs;
  expect(pair).toMatchObject({ test: "sign", pValue: 2 / 2 ** 9, ratio: expect.closeTo(1.1, 12) });
  expect(pair?.ratioInterval?.map((end) => end.toFixed(9))).toEqual(["1.100000000", "1.100000000"]);
  expect(pair?.workloads["a"]).toMatchObject({ paired: true, probability: expect.closeTo(1, 12) });
  // One seed that the other was not run with: they are compared as strangers.
  const stranger = { ...other, c: [{ time: 1, seeds: "another" }] };
  expect(compareSubmissions([one, stranger], workloads).pairs[0]).toMatchObject({ test: "rank-sum" });
});

test("swapping the two turns everything round", () => {
  const [one, other] = [of([3, 5, 9]), of([4, never, 6])];
  const there = compareSubmissions([one, other], workloads).pairs[0];
  const back = compareSubmissions([other, one], workloads).pairs[0];
  expect(back?.pValue).toBeCloseTo(there?.pValue ?? 0, 12);
  expect(back?.ratio).toBeCloseTo(1 / (there?.ratio ?? 0), 12);
  expect(back?.workloads["a"]?.probability).toBeCloseTo(1 - (there?.workloads["a"]?.probability ?? 0), 12);
  expect(back?.workloads["a"]?.difference).toBe(-(there?.workloads["a"]?.difference ?? 0));
});

test("a workload that one misses is in no ratio, and where nothing was run there is nothing", () => {
  const [pair] = compareSubmissions([of([1, 2, 3]), { ...of([2, 4, 6]), c: [] }], workloads).pairs;
  expect(pair).toMatchObject({ ratioOver: 2, ratio: expect.closeTo(2, 12) });
  expect(compareSubmissions([{}, {}], workloads).pairs[0]).toMatchObject({
    pValue: null,
    ratio: null,
    adjusted: null,
  });
});

test("of three every pair is compared, the earlier first, and only what was told apart is not tied", () => {
  const { pairs, tied } = compareSubmissions(
    [of([10, 11, 12]), of([10.5, 11.5, 12.5]), of([30, 33, 36])],
    workloads,
  );
  expect(pairs.map(({ one, other }) => [one, other])).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
  expect(tied).toEqual([[0, 1], [2]]);
  expect(pairs.map(({ adjusted, pValue }) => (adjusted ?? 0) >= (pValue ?? 1))).toEqual([true, true, true]);
});

test.each<[what: string, other: ComparedStudies]>([
  ["lacks a study", of([11, 22], "seed")],
  ["has one more", of([11, 22, 44, 50], "seed")],
  ["has seeds that are not known", of([11, 22, 44])],
  ["has other seeds", of([11, 22, 44], "another")],
  [
    "has a seed twice",
    { ...of([11, 22, 44], "seed"), a: [0, 0, 1].map((study) => ({ time: 11, seeds: `seed ${study}` })) },
  ],
])("one that %s is compared as a stranger", (_, other) => {
  const [pair] = compareSubmissions([of([10, 20, 40], "seed"), other], workloads).pairs;
  expect(pair?.test).toBe("rank-sum");
  expect(pair?.workloads["a"]?.paired).toBe(false);
  const [turned] = compareSubmissions([other, of([10, 20, 40], "seed")], workloads).pairs;
  expect(turned?.test).toBe("rank-sum");
});

test("the interval of a ratio over workloads: none with one study, and one that is missed in some draws opens it", () => {
  const intervalOf = (one: ComparedStudies, other: ComparedStudies) =>
    compareSubmissions([one, other], workloads).pairs[0]?.ratioInterval;
  expect(intervalOf(of([10]), of([20]))).toBeNull();
  expect(intervalOf(of([10, 10, 10]), of([20]))).toBeNull();
  const [low, high] = intervalOf(of([10, 10, 10]), of([20, 20, never])) ?? [0, 0];
  expect(low).toBeCloseTo(2, 9);
  expect(high).toBe(never);
  const steady = intervalOf(of([10, 10, 10]), of([20, 20, 20]));
  expect(steady).toEqual([expect.closeTo(2, 9), expect.closeTo(2, 9)]);
});

test("workloads that each win by as much cancel out", () => {
  const one = { a: of([10, 11, 12])["a"] ?? [], b: of([20, 22, 24])["b"] ?? [] };
  const other = { a: one.b, b: one.a };
  const [pair] = compareSubmissions([one, other], ["a", "b"]).pairs;
  expect(pair?.ratio).toBeCloseTo(1, 12);
  expect(pair?.ratioOver).toBe(2);
  expect(pair?.ratioInterval?.[0]).toBeLessThan(1);
  expect(pair?.ratioInterval?.[1]).toBeGreaterThan(1);
});
