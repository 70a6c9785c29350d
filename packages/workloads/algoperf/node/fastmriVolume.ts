import { UserError } from "@steepest/base/userError.ts";
import h5wasm, { type Dataset, Module } from "h5wasm/node";
import type { FastmriSlice } from "../fastmri.ts";

/** The slices of one HDF5 file of fastMRI (one volume), read one at a time; at most `limit` of them. */
export async function fastmriVolume(
  path: string,
  limit: number = Number.POSITIVE_INFINITY,
): Promise<FastmriSlice[]> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, "r");
  try {
    const dataset = (name: string): Dataset => {
      const found = file.keys().includes(name) ? file.get(name) : null;
      if (found instanceof h5wasm.Dataset) return found;
      throw new UserError({
        code: "fastmri-format",
        what: `${path} has no dataset \`${name}\`.`,
        solution: "Give the folder of fastMRI's single-coil knee volumes (kspace, reconstruction_esc).",
      });
    };
    const kSpace = dataset("kspace");
    const targets = dataset("reconstruction_esc");
    const [slices, rows, columns] = shapeOf(kSpace, path);
    const [, targetRows, targetColumns] = shapeOf(targets, path);
    const maximum = file.attrs["max"]?.value;
    if (typeof maximum !== "number") {
      throw new UserError({
        code: "fastmri-format",
        what: `${path} has no attribute \`max\`, the range that SSIM needs.`,
        solution: "Use fastMRI's training and validation volumes as published; its test volumes have none.",
      });
    }
    return Array.from({ length: Math.min(slices, limit) }, (_, slice) => {
      const complex = floatsOf(kSpace, slice, 2 * rows * columns);
      const part = (offset: number) =>
        Float64Array.from({ length: rows * columns }, (_, at) => complex[2 * at + offset] as number);
      const target = floatsOf(targets, slice, targetRows * targetColumns);
      return {
        kSpace: { rows, columns, real: part(0), imaginary: part(1) },
        target: { rows: targetRows, columns: targetColumns, values: Float64Array.from(target) },
        volumeMaximum: maximum,
      };
    });
  } finally {
    file.close();
  }
}

function shapeOf(dataset: Dataset, path: string): [number, number, number] {
  if (dataset.shape?.length === 3) return dataset.shape as [number, number, number];
  throw new UserError({
    code: "fastmri-format",
    what: `${dataset.path} of ${path} is of shape [${dataset.shape}], not [slices, rows, columns].`,
    details: "Multi-coil volumes have an axis of coils.",
    solution: "Use the single-coil volumes, as AlgoPerf does.",
  });
}

/**
 * A slice's numbers as float32, whether the dataset holds those or pairs of them (complex64, which HDF5 keeps as a compound of r and i). By the
 * library's raw read: its own of compounds makes three objects a number.
 */
function floatsOf(dataset: Dataset, slice: number, count: number): Float32Array {
  const { shape, size } = dataset.metadata;
  const [, rows, columns] = shape as [number, number, number];
  const bytes = rows * columns * size;
  if (bytes !== 4 * count) {
    throw new UserError({
      code: "fastmri-format",
      what: `${dataset.path} has numbers of ${size} bytes.`,
      solution: "Use fastMRI's volumes as published: complex64 k-space, float32 images.",
    });
  }
  const address = Module._malloc(bytes);
  try {
    const extent = [1n, BigInt(rows), BigInt(columns)];
    Module.get_dataset_data(
      dataset.file_id,
      dataset.path,
      extent,
      [BigInt(slice), 0n, 0n],
      [1n, 1n, 1n],
      BigInt(address),
    );
    return new Float32Array(Module.HEAPU8.slice(address, address + bytes).buffer);
  } finally {
    Module._free(address);
  }
}
