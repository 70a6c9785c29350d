import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import { type CropAugmentation, randomCrop } from "../../images/randomCrop.ts";
import { resampleCrop } from "../../images/resampleCrop.ts";
import type { LabelledImages } from "../../tasks/imageClassification.ts";

/** Height and width of a drawing. */
const size = 28;

/** The three splits of the prepared drawings; those for training varied by `augmentation`, if there is one. */
export async function loadQuickdraw(
  read: ReadDataFile,
  augmentation: CropAugmentation | null,
): Promise<Record<"train" | "validation" | "test", LabelledImages>> {
  const split = async (name: string) => ({
    images: await read(`${name}-images.bin`),
    labels: await read(`${name}-labels.bin`),
  });
  const train = await split("train");
  const varied =
    augmentation === null ? train : { ...train, images: variedDrawings(train.images, augmentation) };
  return { train: varied, validation: await split("validation"), test: await split("test") };
}

/** Reads a drawing as a random part of it, drawn by the key. */
function variedDrawings(images: Uint8Array, augmentation: CropAugmentation): LabelledImages["images"] {
  return (index, key) => {
    const bytes = images.subarray(index * size * size, (index + 1) * size * size);
    if (key === null) return bytes;
    const { flip, ...box } = randomCrop({ height: size, width: size }, augmentation, key);
    return resampleCrop({ height: size, width: size, channels: 1, bytes }, box, {
      height: size,
      width: size,
      flip,
    });
  };
}

/** Mean and standard deviation of all pixels of the training drawings. */
const pixelMean = 0.1436;
const pixelDeviation = 0.3054;

/** The standardized value of every byte. */
export const drawingPixelValues: Float32Array = Float32Array.from(
  { length: 256 },
  (_, byte) => (byte / 255 - pixelMean) / pixelDeviation,
);
