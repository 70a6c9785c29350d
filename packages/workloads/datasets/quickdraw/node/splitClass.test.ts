import { gzipSync } from "node:zlib";
import { keyFromSeed } from "@steepest/base/random/key.ts";
import { expect, test } from "vitest";
import { drawingBytes, readDrawings } from "./readDrawings.ts";
import { splitClass } from "./splitClass.ts";

test("15 % go to validation, 15 % to test, the rest to training, each drawing once", () => {
  for (const count of [100, 97, 10, 3]) {
    const { train, validation, test: held } = splitClass(count, keyFromSeed(4));
    expect(validation.length).toBe(Math.floor((15 * count) / 100));
    expect(held.length).toBe(validation.length);
    expect([...train, ...validation, ...held].sort((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, at) => at),
    );
  }
});

test("drawings are read line by line and rounded to bytes", () => {
  const line = (value: number) => JSON.stringify(new Array(drawingBytes).fill(value));
  const [first, second, ...none] = readDrawings(gzipSync(`${line(0.5)}\n${line(1)}\n`));
  expect(none).toEqual([]);
  expect(first?.length).toBe(drawingBytes);
  expect([first?.[0], second?.at(-1)]).toEqual([128, 255]);
  expect(() => readDrawings(gzipSync("[0.5]\n"))).toThrow(/784/);
  expect(() => readDrawings(gzipSync(`${line(1.5)}\n`))).toThrow(/\[0, 1\]/);
});
