import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { encodePng } from "./encodePng.ts";

test("a PNG holds its size and, undone the filter of every row, its pixels", () => {
  const pixels = Uint8Array.of(0, 255, 7, 9, 200, 3);
  const png = Buffer.from(encodePng(pixels, 3, 2));
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3, 2]);
  const length = png.readUInt32BE(33);
  expect(png.subarray(37, 41).toString("latin1")).toBe("IDAT");
  const rows = inflateSync(png.subarray(41, 41 + length));
  const found: number[] = [];
  for (let row = 0; row < 2; row++) {
    expect(rows[row * 4]).toBe(1);
    let left = 0;
    for (let column = 0; column < 3; column++) {
      left = (left + (rows[row * 4 + 1 + column] as number)) & 255;
      found.push(left);
    }
  }
  expect(found).toEqual([...pixels]);
});

test("refuses pixels that are not width times height", () => {
  expect(() => encodePng(new Uint8Array(5), 3, 2)).toThrow("5 pixels are not 3 × 2");
});
