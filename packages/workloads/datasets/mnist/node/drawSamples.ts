import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import { greyImage } from "../../../node/samples/greyImage.ts";
import type { WorkloadSamples } from "../../../samples/workloadSamples.ts";

const shown = 20;
const side = 28;

/** The first validation images with their classes. */
export async function drawSamples(read: ReadDataFile): Promise<WorkloadSamples> {
  const images = await read("validation-images.bin");
  const labels = await read("validation-labels.bin");
  return {
    note: `The first ${shown} validation images and their classes.`,
    samples: Array.from({ length: shown }, (_, at) => {
      const label = String(labels[at]);
      const pixels = images.subarray(at * side * side, (at + 1) * side * side);
      const description = `a handwritten ${label}`;
      return {
        label,
        panels: [greyImage(pixels, { width: side, height: side, caption: "", description, range: [255, 0] })],
      };
    }),
  };
}
