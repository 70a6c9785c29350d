import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAboveLimit, formatBytes, formatLimit } from "./formatBytes.ts";

const KiB = 1024;

test.each([
  [0, "0 bytes"],
  [1023, "1023 bytes"],
  [64 * KiB, "64 KiB"],
  [64.5 * KiB, "64.5 KiB"],
  [3 * KiB ** 2, "3 MiB"],
  [1.5 * KiB ** 3, "1.5 GiB"],
])("a limit of %d bytes is %s", (bytes, text) => {
  expect(formatLimit(bytes)).toBe(text);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [407_080, "407 kB"],
  [999_499, "999 kB"],
  [999_950, "1 MB"],
  [2_500_000, "2.5 MB"],
  [64 * KiB, "65.5 kB"],
  [4_321e12, "4320 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [66_048, 64 * KiB, "64.5 KiB, the limit is 64 KiB"],
  [64 * KiB + 1, 64 * KiB, "64.001 KiB, the limit is 64 KiB"],
  [2 ** 20 * 1536 + 1, 2 ** 20 * 1536, "1610612737 bytes, the limit is 1610612736 bytes"],
  [600 * KiB, 64 * KiB, "600 KiB, the limit is 64 KiB"],
])("%d bytes of at most %d are shown as %s", (bytes, limit, text) => {
  expect(formatAboveLimit(bytes, limit)).toBe(text);
});

test("what is above its limit is shown as more, in the same unit", () => {
  const limits = fc.oneof(
    fc.integer({ min: 1, max: 2 ** 33 }),
    fc.constantFrom(...[0, 10, 16, 20, 30].map((e) => 2 ** e)),
  );
  fc.assert(
    fc.property(limits, fc.integer({ min: 1, max: 2 ** 33 }), (limit, more) => {
      const text = formatAboveLimit(limit + more, limit);
      const [, shown, unit, most, unitOfLimit] =
        /^([\d.]+) (\w+), the limit is ([\d.]+) (\w+)$/.exec(text) ?? [];
      expect(unit).toBe(unitOfLimit);
      expect(Number(shown)).toBeGreaterThan(Number(most));
    }),
  );
});
