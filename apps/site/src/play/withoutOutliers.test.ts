import { expect, test } from "vitest";
import { withoutOutliers } from "./withoutOutliers.ts";

const curve = (name: string, ...values: (number | null)[]) => ({
  name,
  points: values.map((y, x) => ({ x, y })),
});
const shown = (series: ReturnType<typeof withoutOutliers>) =>
  series.map(({ points }) => points.map(({ y }) => y));

test("the first steps of a curve leave a gap where they would press the rest into a line", () => {
  const series = [
    curve("a", 0.1, 0.5, 0.93, 0.95, 0.96, 0.965),
    curve("b", 0.9, 0.94, 0.96, 0.962, 0.964, 0.966),
  ];
  expect(shown(withoutOutliers(series, 0.967))).toEqual([
    [null, null, 0.93, 0.95, 0.96, 0.965],
    [0.9, 0.94, 0.96, 0.962, 0.964, 0.966],
  ]);
});

test("a curve that is far off throughout is drawn as it is", () => {
  const series = [curve("a", 0.95, 0.96, 0.965, 0.966, 0.967), curve("astray", 0.1, 0.11)];
  expect(shown(withoutOutliers(series, 0.967))[1]).toEqual([0.1, 0.11]);
});

test("nothing, one value and gaps are left as they are", () => {
  expect(withoutOutliers([], 1)).toEqual([]);
  expect(shown(withoutOutliers([curve("a", 1)], 1))).toEqual([[1]]);
  expect(shown(withoutOutliers([curve("a", null, 2)], 1))).toEqual([[null, 2]]);
});
