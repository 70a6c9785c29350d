import { keyFromSeed } from "@steepest/base/random/key.ts";
import { assert, double, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { randomCrop } from "./randomCrop.ts";

const side = integer({ min: 1, max: 60 });
const seed = integer({ min: 0, max: 1e6 });

test("a crop lies within its image and is the same for the same key", () => {
  assert(
    property(
      side,
      side,
      double({ min: 0.01, max: 1, noNaN: true }),
      seed,
      (height, width, minimumArea, n) => {
        const crop = randomCrop({ height, width }, { minimumArea, flip: true }, keyFromSeed(n));
        expect(crop.height).toBeGreaterThanOrEqual(1);
        expect(crop.width).toBeGreaterThanOrEqual(1);
        expect(crop.top).toBeGreaterThanOrEqual(0);
        expect(crop.left).toBeGreaterThanOrEqual(0);
        expect(crop.top + crop.height).toBeLessThanOrEqual(height);
        expect(crop.left + crop.width).toBeLessThanOrEqual(width);
        expect(randomCrop({ height, width }, { minimumArea, flip: true }, keyFromSeed(n))).toEqual(crop);
      },
    ),
  );
});

test("a crop of a large image keeps its least share of the area and its ratio, up to rounding", () => {
  assert(
    property(seed, (n) => {
      const crop = randomCrop(
        { height: 1000, width: 1000 },
        { minimumArea: 0.3, flip: false },
        keyFromSeed(n),
      );
      expect(crop.flip).toBe(false);
      expect(crop.height * crop.width).toBeGreaterThan(0.298e6);
      expect(crop.width / crop.height).toBeGreaterThan(0.749);
      expect(crop.width / crop.height).toBeLessThan(1.335);
    }),
  );
});

test("half of the images are mirrored", () => {
  const mirrored = Array.from({ length: 400 }, (_, n) =>
    Number(randomCrop({ height: 28, width: 28 }, { minimumArea: 0.5, flip: true }, keyFromSeed(n)).flip),
  ).reduce((total, flip) => total + flip, 0);
  expect(mirrored).toBeGreaterThan(150);
  expect(mirrored).toBeLessThan(250);
});
