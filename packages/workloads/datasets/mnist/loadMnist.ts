import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import type { LabelledImages } from "../../tasks/imageClassification.ts";

/** The three splits of the prepared MNIST, as bytes. */
export async function loadMnist(
  read: ReadDataFile,
): Promise<Record<"train" | "validation" | "test", LabelledImages>> {
  const split = async (name: string) => ({
    images: await read(`${name}-images.bin`),
    labels: await read(`${name}-labels.bin`),
  });
  return { train: await split("train"), validation: await split("validation"), test: await split("test") };
}

/** Mean and standard deviation of all pixels of the official training images, the usual constants (AlgoPerf's too). */
const pixelMean = 0.1307;
const pixelDeviation = 0.3081;

/** The standardized value of every byte. */
export const mnistPixelValues: Float32Array = Float32Array.from(
  { length: 256 },
  (_, byte) => (byte / 255 - pixelMean) / pixelDeviation,
);
