import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyFromSeed } from "@steepest/base/random/key.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import type { Tensor } from "@tensorflow/tfjs";
import { encode } from "jpeg-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { configs } from "../../quickdraw_resnet/config.ts";
import { resnet } from "../../quickdraw_resnet/model.ts";
import { imagenetTask } from "../imagenet.ts";
import { decodeSplit } from "./imageStore.ts";
import { loadImageFolders } from "./loadImageFolders.ts";

/** 8 × 6 pixels of one colour, as a JPEG file. */
function jpegOf(red: number, green: number, blue: number): Uint8Array {
  const pixels = Buffer.alloc(8 * 6 * 4);
  for (let at = 0; at < pixels.length; at += 4) pixels.set([red, green, blue, 255], at);
  return encode({ data: pixels, width: 8, height: 6 }, 100).data;
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steepest-imagenet-"));
  const put = async (path: string, bytes: Uint8Array) => {
    await mkdir(join(directory, path, ".."), { recursive: true });
    await writeFile(join(directory, path), bytes);
  };
  const files: readonly (readonly [string, number, number, number])[] = [
    ["train/n02/b.JPEG", 0, 0, 255],
    ["train/n01/a.JPEG", 255, 0, 0],
    ["train/n01/c.JPEG", 200, 0, 0],
    ["val/n02/d.JPEG", 0, 0, 200],
    ["test/1/e.jpeg", 0, 0, 220],
    ["test/0/f.jpeg", 220, 0, 0],
  ];
  for (const [path, ...colour] of files) await put(path, jpegOf(...colour));
  await put("train/n01/notes.txt", new Uint8Array(3));
  for (const split of ["train", "val", "test"]) await decodeSplit(directory, split);
});
afterAll(() => rm(directory, { recursive: true }));

test("class folders become labels in the order of their names; numbers name classes too", async () => {
  const data = await loadImageFolders(directory, { augmentation: null });
  expect(data.classes).toEqual(["n01", "n02"]);
  expect([...data.train.labels]).toEqual([0, 0, 1]);
  expect([...data.validation.labels]).toEqual([1]);
  expect([...data.test.labels]).toEqual([0, 1]);
  const one = await loadImageFolders(directory, { augmentation: null, perClass: 1 });
  expect([...one.train.labels]).toEqual([0, 1]);
});

test("a batch holds decoded, resized and standardized pixels, varied by the key in training", async () => {
  await openBackend("cpu");
  const minimum = { minimumArea: 0.08, flip: true };
  const data = await loadImageFolders(directory, { augmentation: minimum });
  const task = imagenetTask(resnet({ ...configs.algoperf, classes: 2 }), data);
  expect(task.trainSize).toBe(3);
  const { images, labels } = task.batch(Int32Array.of(2, 0), keyFromSeed(1)) as Record<string, Tensor>;
  expect(images?.shape).toEqual([2, 224, 224, 3]);
  expect([...(labels as Tensor).dataSync()]).toEqual([1, 0]);
  const pixels = (images as Tensor).dataSync();
  // Blue, then red; JPEG is off by a byte or two.
  const standard = [
    [(0 - 0.485) / 0.229, (0 - 0.456) / 0.224, (1 - 0.406) / 0.225],
    [(1 - 0.485) / 0.229, (0 - 0.456) / 0.224, (0 - 0.406) / 0.225],
  ];
  for (const [at, colour] of standard.entries()) {
    const start = at * 224 * 224 * 3 + 3 * 5000;
    for (const [channel, value] of colour.entries()) expect(pixels[start + channel]).toBeCloseTo(value, 1);
  }
});

test("what is not there or not an image is refused with the way out", async () => {
  const load = (path: string) => loadImageFolders(path, { augmentation: null });
  await expect(load(join(directory, "nowhere"))).rejects.toMatchObject({ code: "images-missing" });
  await mkdir(join(directory, "val", "n03"));
  const wrong = join(directory, "val", "n03", "g.JPEG");
  await writeFile(wrong, new Uint8Array(3));
  await expect(load(directory)).rejects.toMatchObject({ code: "unknown-image-class" });
  await rm(join(directory, "val", "n03"), { recursive: true });
  // One file is decoded no more than once: what is no image is found then, and not while a trial is charged.
  await mkdir(join(directory, "train", "n03"));
  await writeFile(join(directory, "train", "n03", "h.JPEG"), new Uint8Array(3));
  await expect(load(directory)).rejects.toMatchObject({
    code: "images-not-decoded",
    solution: expect.stringContaining("decodeImages.ts"),
  });
  await expect(decodeSplit(directory, "train")).rejects.toMatchObject({ code: "image-unreadable" });
  await rm(join(directory, "train", "n03"), { recursive: true });
});

test("a batch decodes nothing: it comes out the same when no JPEG file can be read any more", async () => {
  await openBackend("cpu");
  const data = await loadImageFolders(directory, { augmentation: { minimumArea: 0.08, flip: true } });
  const task = imagenetTask(resnet({ ...configs.algoperf, classes: 2 }), data);
  const pixels = () => {
    const { images } = task.batch(Int32Array.of(0, 1, 2), keyFromSeed(7)) as Record<string, Tensor>;
    return (images as Tensor).dataSync();
  };
  const before = pixels();
  for (const path of ["n02/b.JPEG", "n01/a.JPEG", "n01/c.JPEG"])
    await writeFile(join(directory, "train", path), "no image any more");
  expect(pixels()).toEqual(before);
});

test("decoding goes on where it stopped, and is shared by several processes", async () => {
  const place = await mkdtemp(join(tmpdir(), "steepest-imagenet-"));
  for (const name of ["n01", "n02", "n03"]) {
    await mkdir(join(place, "train", name), { recursive: true });
    await writeFile(join(place, "train", name, "a.JPEG"), jpegOf(10, 20, 30));
    await writeFile(join(place, "train", name, "b.JPEG"), jpegOf(10, 20, 30));
  }
  const decoded: string[] = [];
  const onClass = (name: string, images: number) => decoded.push(`${name} ${images}`);
  await decodeSplit(place, "train", { share: { first: 1, of: 2 }, onClass });
  expect(decoded.splice(0)).toEqual(["train/n02 2"]);
  await decodeSplit(place, "train", { perClass: 1, onClass });
  expect(decoded.splice(0)).toEqual(["train/n01 1", "train/n03 1"]);
  await decodeSplit(place, "train", { onClass });
  expect(decoded).toEqual(["train/n01 2", "train/n03 2"]);
  await rm(place, { recursive: true });
});
