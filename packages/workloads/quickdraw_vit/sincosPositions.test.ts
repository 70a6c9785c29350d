import { expect, test } from "vitest";
import { sincosPositions } from "./sincosPositions.ts";

test("a position is sines and cosines of its column, then of its row, at frequencies 1 to 1/10,000", () => {
  const positions = sincosPositions(3, 8);
  expect(positions.length).toBe(9 * 8);
  const [row, column] = [2, 1];
  const start = (row * 3 + column) * 8;
  const expected = [column, row].flatMap((place) => [
    Math.sin(place),
    Math.sin(place / 10_000),
    Math.cos(place),
    Math.cos(place / 10_000),
  ]);
  for (const [at, value] of expected.entries()) expect(positions[start + at]).toBeCloseTo(value, 6);
});

test("a width that is not four times at least two is refused", () => {
  expect(() => sincosPositions(3, 6)).toThrow(/multiple of 4/);
  expect(() => sincosPositions(3, 4)).toThrow(/multiple of 4/);
});
