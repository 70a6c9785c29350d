import { expect, test } from "vitest";
import { readIdx } from "./readIdx.ts";

const header = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3];

test("reads shape and bytes", () => {
  expect(readIdx(Uint8Array.of(...header, 1, 2, 3, 4, 5, 6))).toEqual({
    shape: [2, 3],
    values: Uint8Array.of(1, 2, 3, 4, 5, 6),
  });
});

test("refuses another type and a wrong length", () => {
  expect(() => readIdx(Uint8Array.of(0, 0, 13, ...header.slice(3), 1, 2, 3, 4, 5, 6))).toThrow(
    "not an IDX file",
  );
  expect(() => readIdx(Uint8Array.of(...header, 1, 2))).toThrow("must hold 18 bytes");
});
