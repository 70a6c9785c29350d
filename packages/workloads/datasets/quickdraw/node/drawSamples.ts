import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import { greyImage } from "../../../node/samples/greyImage.ts";
import type { WorkloadSamples } from "../../../samples/workloadSamples.ts";

const shown = 20;
const side = 28;

/** The first validation drawings of classes that were not drawn before. */
export async function drawSamples(read: ReadDataFile): Promise<WorkloadSamples> {
  const images = await read("validation-images.bin");
  const labels = await read("validation-labels.bin");
  const classes = new TextDecoder()
    .decode(await read("classes.txt"))
    .trimEnd()
    .split("\n");
  const firsts = Array.from(labels.keys()).filter((at) => labels.indexOf(labels[at] as number) === at);
  return {
    note: `Validation drawings of ${shown} of the ${classes.length} classes: of each the first one.`,
    samples: firsts.slice(0, shown).map((at) => {
      const label = classes[labels[at] as number] as string;
      const pixels = images.subarray(at * side * side, (at + 1) * side * side);
      const description = `a drawing of: ${label}`;
      return {
        label,
        panels: [greyImage(pixels, { width: side, height: side, caption: "", description, range: [255, 0] })],
      };
    }),
  };
}
