import { expect, test } from "vitest";
import { formatDate, formatSeconds } from "./formats.ts";

test("seconds keep three digits without jumping between widths at a boundary", () => {
  expect([0.012, 4.2149, 9.994, 9.996, 12.34, 99.94, 99.96, 318.4].map(formatSeconds)).toEqual([
    "0.01",
    "4.21",
    "9.99",
    "10.0",
    "12.3",
    "99.9",
    "100",
    "318",
  ]);
});

test("dates are in UTC and say so", () => {
  expect(formatDate("2026-11-21T10:53:59.123Z")).toBe("2026-11-21 10:53 UTC");
});
