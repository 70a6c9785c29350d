import { expect, test } from "vitest";
import { columnNames, type FlightColumns, readColumns, writeColumns } from "./flightColumns.ts";
import { categoryNames, flightFeatures, hashCategory, numberNames } from "./flightFeatures.ts";
import { countScheduled } from "./node/countScheduled.ts";

const flights = (change: Partial<Record<(typeof columnNames)[number], readonly number[]>>): FlightColumns => {
  const standard = {
    day: [8, 9],
    minute: [600, 600],
    origin: [3, 3],
    destination: [7, 7],
    distance: [400, 400],
  };
  const counts = {
    originDay: [9, 9],
    originHour: [2, 2],
    destinationDay: [4, 4],
    destinationHour: [1, 1],
    late: [0, 1],
  };
  return Object.fromEntries(
    Object.entries({ ...standard, ...counts, ...change }).map(([name, values]) => [
      name,
      Uint16Array.from(values),
    ]),
  ) as unknown as FlightColumns;
};

const categoriesOf = (columns: FlightColumns, row: number) => {
  const { categories } = flightFeatures(columns, 65_536);
  return Object.fromEntries(
    categoryNames.map((name, at) => [name, categories[row * categoryNames.length + at]]),
  );
};

test("columns come back from a file as they went in", () => {
  const columns = flights({});
  expect(readColumns(writeColumns(columns))).toEqual(columns);
  expect(Object.keys(columns).sort()).toEqual([...columnNames].sort());
});

test("no feature tells two days of the same weekday apart, nor knows the delay", () => {
  const features = flightFeatures(flights({ day: [8, 15] }), 1000);
  expect(features.numbers.subarray(0, numberNames.length)).toEqual(
    features.numbers.subarray(numberNames.length),
  );
  expect(features.categories.subarray(0, categoryNames.length)).toEqual(
    features.categories.subarray(categoryNames.length),
  );
  expect([...features.labels]).toEqual([0, 1]);
});

test("a weekday changes the crosses with it and no other category", () => {
  const [one, next] = [categoriesOf(flights({}), 0), categoriesOf(flights({}), 1)];
  const changed = categoryNames.filter((name) => one[name] !== next[name]);
  expect(changed).toEqual(categoryNames.filter((name) => /week/i.test(name)));
});

test("equal values of different features have rows of their own, all within the table", () => {
  const rows = Array.from({ length: 16 }, (_, feature) => hashCategory(feature, 5, 65_536));
  expect(new Set(rows).size).toBe(16);
  for (let value = 0; value < 500; value++) {
    const row = hashCategory(3, value * 7919, 10);
    expect(row).toBeGreaterThanOrEqual(0);
    expect(row).toBeLessThan(10);
  }
});

test("counts flights of the same airport in the same period", () => {
  const counts = countScheduled(Int32Array.of(0, 0, 1, 0, 1), Uint16Array.of(2, 2, 2, 0, 2), 3);
  expect([...counts]).toEqual([2, 2, 2, 1, 2]);
});
