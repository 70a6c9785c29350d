import { expect, test } from "vitest";
import type { ComparisonView } from "../schema/api/compare.ts";
import { comparisonTable } from "./comparisonTable.ts";

const compared = (
  label: string,
  times: Record<string, number | null>,
): ComparisonView["compared"][number] => ({
  ...{ label, submission: label, version: "a".repeat(64), number: 1, entry: null, trust: "local" },
  ...{
    provisional: false,
    bytesPerStep: label === "adam" ? 5 : null,
    criticalPart: label === "adam" ? null : 0.25,
    privacy: label === "adam" ? { epsilon: 2, delta: 1e-5 } : null,
    studies: {},
    times,
    score: 0,
    scoreInterval: null,
  },
});
const view: ComparisonView = {
  ...{ measure: "steps", workloads: ["a", "b", "c"], rMax: 4, beats: null, tied: [] },
  compared: [compared("adam", { a: 10, b: 20 }), compared("lamb", { a: 30, b: null })],
  pairs: [
    {
      ...{ one: 0, other: 1, ratio: 3, ratioInterval: [2, null], ratioOver: 1, test: "sign", pValue: 0.01 },
      adjusted: 0.02,
      workloads: {
        a: {
          ...{ difference: -20, differenceInterval: [-25, -15], ratio: 3, ratioInterval: [2, 4] },
          ...{ probability: 0.9, paired: true },
        },
        b: {
          ...{ difference: null, differenceInterval: null, ratio: null, ratioInterval: null },
          ...{ probability: 1, paired: true },
        },
      },
    },
  ],
};

test("every pair has a row for each workload and one over all, every cell its column", () => {
  const { name, columns, rows } = comparisonTable(view);
  expect(name).toBe("comparison");
  expect(columns.map(({ type }) => type)).toEqual([
    ...Array(4).fill("text"),
    ...Array(columns.length - 4).fill("number"),
  ]);
  const objects = rows.map((cells) => {
    expect(cells).toHaveLength(columns.length);
    return Object.fromEntries(columns.map((column, at) => [column.name, cells[at]]));
  });
  const both = { one: "adam", other: "lamb", measure: "steps" };
  const noSums = {
    ...{ bytes_per_step_one: null, bytes_per_step_other: null },
    ...{ critical_part_one: null, critical_part_other: null, stated_epsilon_one: null },
    ...{ stated_epsilon_other: null, stated_delta_one: null, stated_delta_other: null },
  };
  const none = {
    ...{ difference: null, difference_low: null, difference_high: null, ratio: null, ratio_low: null },
    ...{ ratio_high: null, probability_one_faster: null, p_value: null, p_value_corrected: null },
    ...noSums,
  };
  expect(objects).toEqual([
    {
      ...{ ...both, workload: "a", time_one: 10, time_other: 30, difference: -20, difference_low: -25 },
      ...{ difference_high: -15, ratio: 3, ratio_low: 2, ratio_high: 4, probability_one_faster: 0.9 },
      ...{ ...noSums, p_value: null, p_value_corrected: null },
    },
    { ...both, workload: "b", ...none, time_one: 20, time_other: null, probability_one_faster: 1 },
    // Neither was run on it.
    { ...both, workload: "c", ...none, time_one: null, time_other: null },
    {
      ...{ ...both, workload: "all", ...none, time_one: null, time_other: null, ratio: 3, ratio_low: 2 },
      ...{ p_value: 0.01, p_value_corrected: 0.02, bytes_per_step_one: 5 },
      ...{ critical_part_other: 0.25, stated_epsilon_one: 2, stated_delta_one: 1e-5 },
    },
  ]);
});

test("a pair whose submissions are not there has rows without names", () => {
  const { rows } = comparisonTable({ ...view, compared: [], workloads: ["a"] });
  expect(rows.map((cells) => cells.slice(0, 6))).toEqual([
    ["", "", "a", "steps", null, null],
    ["", "", "all", "steps", null, null],
  ]);
});
