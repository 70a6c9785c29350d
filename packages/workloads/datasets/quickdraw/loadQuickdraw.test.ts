import { keyFromSeed } from "@steepest/base/random/key.ts";
import { expect, test } from "vitest";
import type { ReadImage } from "../../tasks/imageClassification.ts";
import { loadQuickdraw } from "./loadQuickdraw.ts";

const drawings = Uint8Array.from({ length: 2 * 784 }, (_, at) => (at * 37) % 256);
const read = async (name: string) => (name.endsWith("labels.bin") ? Uint8Array.of(3, 1) : drawings);

test("without augmentation drawings are taken as they are", async () => {
  const { train, validation, test: held } = await loadQuickdraw(read, null);
  for (const split of [train, validation, held])
    expect(split).toEqual({ images: drawings, labels: Uint8Array.of(3, 1) });
});

test("augmentation varies training drawings by the key, and no others", async () => {
  const { train, validation } = await loadQuickdraw(read, { minimumArea: 0.5, flip: true });
  const image = train.images as ReadImage;
  const original = drawings.subarray(784);
  expect(image(1, null)).toEqual(original);
  expect(validation.images).toEqual(drawings);
  const once = image(1, keyFromSeed(1));
  expect(once.length).toBe(784);
  expect(once).not.toEqual(original);
  expect(image(1, keyFromSeed(1))).toEqual(once);
  expect(image(1, keyFromSeed(2))).not.toEqual(once);
});
