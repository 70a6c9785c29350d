import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import h5wasm from "h5wasm/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { centredFourier } from "../datasets/mri/centredFourier.ts";
import { imageCodeValues } from "../datasets/mri/imageCodes.ts";
import { fastmriVolumes } from "./fastmri.ts";
import { loadFastmri } from "./node/loadFastmri.ts";

const size = 12;
const kSpaceRows = 24;
/** Not a product of twos, as fastMRI's 368. */
const kSpaceColumns = 15;

let directory: string;

/** Image `slice` of a volume, in a field of view of 24 × 15. */
const imageOf = (slice: number) =>
  Float64Array.from({ length: kSpaceRows * kSpaceColumns }, (_, at) => ((at * 7 + slice * 11) % 31) / 31);

/** A volume in fastMRI's format: kspace complex64, reconstruction_esc float32 (the middle 12 × 12), attribute max. */
async function writeVolume(path: string, slices: number): Promise<void> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, "w");
  const kSpaces = Array.from({ length: slices }, (_, slice) =>
    centredFourier(
      {
        rows: kSpaceRows,
        columns: kSpaceColumns,
        real: imageOf(slice),
        imaginary: new Float64Array(kSpaceRows * kSpaceColumns),
      },
      { inverse: false },
    ),
  );
  const parts = (part: "real" | "imaginary") => Float32Array.from(kSpaces.flatMap((each) => [...each[part]]));
  file.create_dataset({
    name: "kspace",
    data: new Map([
      ["r", parts("real")],
      ["i", parts("imaginary")],
    ]),
    shape: [slices, kSpaceRows, kSpaceColumns],
    dtype: [
      ["r", "<f"],
      ["i", "<f"],
    ],
  });
  const targets = Array.from({ length: slices }, (_, slice) => {
    const image = imageOf(slice);
    return Array.from(
      { length: size * size },
      (_, at) => image[(6 + Math.floor(at / size)) * kSpaceColumns + 1 + (at % size)] as number,
    );
  });
  file.create_dataset({
    name: "reconstruction_esc",
    data: Float32Array.from(targets.flat()),
    shape: [slices, size, size],
  });
  file.create_attribute("max", 0.75, null, "<d");
  file.close();
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steepest-fastmri-"));
  for (const folder of ["knee_singlecoil_train", "knee_singlecoil_val"]) await mkdir(join(directory, folder));
  await writeVolume(join(directory, "knee_singlecoil_train", "file1.h5"), 3);
  await writeVolume(join(directory, "knee_singlecoil_train", "file2.h5"), 2);
  await writeVolume(join(directory, "knee_singlecoil_val", "file3.h5"), 1);
});
afterAll(() => rm(directory, { recursive: true }));

test("volumes of fastMRI's HDF5 format become examples", async () => {
  const { codes, statistics } = await loadFastmri(directory, { split: "train", size });
  expect(codes.length).toBe(5 * 2 * size * size);
  expect(statistics.length).toBe(5 * 3);
  for (let example = 0; example < 5; example++) {
    const [mean, deviation, maximum] = [...statistics.subarray(3 * example)] as [number, number, number];
    expect(maximum).toBe(0.75);
    const restored = (image: number) =>
      [...codes.subarray((2 * example + image) * size * size).subarray(0, size * size)].map(
        (code) => (imageCodeValues[code] as number) * deviation + mean,
      );
    const wanted = imageOf(example < 3 ? example : example - 3);
    restored(1).forEach((value, at) => {
      const pixel = wanted[(6 + Math.floor(at / size)) * kSpaceColumns + 1 + (at % size)] as number;
      const limit = 6 * deviation;
      expect(value).toBeCloseTo(Math.min(mean + limit, Math.max(mean - limit, pixel)), 3);
    });
    const reconstruction = restored(0);
    expect(reconstruction.reduce((sum, value) => sum + value, 0) / reconstruction.length).toBeCloseTo(
      mean,
      3,
    );
    expect(reconstruction).not.toEqual(restored(1));
  }
});

test("reads no more slices than asked for, and the same masks for the same seed", async () => {
  const all = await loadFastmri(directory, { split: "train", size });
  const some = await loadFastmri(directory, { split: "train", size, limit: 4 });
  expect(some.codes).toEqual(all.codes.subarray(0, some.codes.length));
  const other = await loadFastmri(directory, { split: "train", size, limit: 4, seed: 1 });
  expect(other.codes).not.toEqual(some.codes);
});

test("the first hundred held-out volumes are validation, the rest test", () => {
  const names = Array.from({ length: 103 }, (_, at) => `file${1000 + at}.h5`).toReversed();
  expect(fastmriVolumes("validation", [...names, "readme.txt"])).toEqual(names.toReversed().slice(0, 100));
  expect(fastmriVolumes("test", names)).toEqual(["file1100.h5", "file1101.h5", "file1102.h5"]);
});

test("a missing folder, an empty split and images of another size are the user's to put right", async () => {
  await expect(loadFastmri(join(directory, "none"), { split: "train" })).rejects.toMatchObject({
    code: "fastmri-missing",
  });
  await expect(loadFastmri(directory, { split: "test", size })).rejects.toThrow(UserError);
  await expect(loadFastmri(directory, { split: "train" })).rejects.toMatchObject({ code: "fastmri-size" });
});
