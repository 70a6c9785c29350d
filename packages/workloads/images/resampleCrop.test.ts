import { expect, test } from "vitest";
import { centreCrop } from "./centreCrop.ts";
import type { Image } from "./image.ts";
import { resampleCrop } from "./resampleCrop.ts";

const grey = (height: number, width: number, bytes: readonly number[]): Image => ({
  height,
  width,
  channels: 1,
  bytes: Uint8Array.from(bytes),
});
const ramp = grey(
  4,
  6,
  Array.from({ length: 24 }, (_, at) => 10 * at),
);
const all = { top: 0, left: 0, height: 4, width: 6 };

test("the same size changes nothing, a flip exchanges left and right", () => {
  const size = { height: 4, width: 6 };
  expect([...resampleCrop(ramp, all, { ...size, flip: false })]).toEqual([...ramp.bytes]);
  const row = [...resampleCrop(ramp, all, { ...size, flip: true })].slice(0, 6);
  expect(row).toEqual([50, 40, 30, 20, 10, 0]);
});

test("a part at its own size is cut out", () => {
  const box = { top: 1, left: 2, height: 2, width: 3 };
  expect([...resampleCrop(ramp, box, { height: 2, width: 3, flip: false })]).toEqual([
    80, 90, 100, 140, 150, 160,
  ]);
});

test("twice as large interpolates between neighbours, as Pillow does", () => {
  const two = grey(1, 2, [0, 100]);
  const box = { top: 0, left: 0, height: 1, width: 2 };
  expect([...resampleCrop(two, box, { height: 1, width: 4, flip: false })]).toEqual([0, 25, 75, 100]);
});

test("half as large weighs all pixels by a triangle, as Pillow does", () => {
  const row = grey(1, 4, [0, 0, 0, 200]);
  const box = { top: 0, left: 0, height: 1, width: 4 };
  // The right result lies between pixels 2 and 3: weights 1/8, 3/8, 3/8 (and 1/8 beyond the edge, left out).
  expect([...resampleCrop(row, box, { height: 1, width: 2, flip: false })]).toEqual([
    0,
    Math.round((200 * 3) / 7),
  ]);
});

test("channels stay apart", () => {
  const image: Image = { height: 1, width: 2, channels: 3, bytes: Uint8Array.of(0, 50, 100, 100, 50, 0) };
  const box = { top: 0, left: 0, height: 1, width: 2 };
  expect([...resampleCrop(image, box, { height: 1, width: 1, flip: false })]).toEqual([50, 50, 50]);
});

test("the centre crop resizes the shorter side and cuts the longer one", () => {
  // Columns 0 and 5 of six fall outside of the middle four.
  expect([...centreCrop(ramp, { resizeSize: 4, cropSize: 4 })].slice(0, 4)).toEqual([10, 20, 30, 40]);
  expect([...centreCrop(ramp, { resizeSize: 4, cropSize: 2 })]).toEqual([80, 90, 140, 150]);
});
