import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import type { ReconstructionExamples } from "../../tasks/imageReconstruction.ts";

export type MriSplit = "train" | "validation" | "test" | "shift";

/** The prepared crops: the brain's three splits and, as a shift, the heart's. */
export async function loadMri(read: ReadDataFile): Promise<Record<MriSplit, ReconstructionExamples>> {
  const split = async (name: MriSplit): Promise<ReconstructionExamples> => ({
    codes: new Uint16Array(bufferOf(await read(`${name}-images.bin`))),
    statistics: new Float32Array(bufferOf(await read(`${name}-statistics.bin`))),
  });
  return {
    train: await split("train"),
    validation: await split("validation"),
    test: await split("test"),
    shift: await split("shift"),
  };
}

/** The bytes from the start of a buffer, as typed arrays of wider numbers want them. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  if (bytes.byteOffset === 0 && bytes.buffer instanceof ArrayBuffer) return bytes.buffer;
  return bytes.slice().buffer as ArrayBuffer;
}
