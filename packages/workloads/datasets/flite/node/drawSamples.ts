import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import { greyImage } from "../../../node/samples/greyImage.ts";
import type { WorkloadSamples } from "../../../samples/workloadSamples.ts";
import { loadFlite } from "../loadFlite.ts";
import { phones } from "../phones.ts";

const shown = 8;
/** Seconds from a frame to the next. */
const hop = 0.01;

/** Words of the validation split, spread evenly over it: what the model hears and the phones it should write. */
export async function drawSamples(read: ReadDataFile): Promise<WorkloadSamples> {
  const { features, bands, frames, labels } = (await loadFlite(read)).validation;
  const table = new TextDecoder().decode(await read("validation.tsv"));
  const words = table.split("\n").map((line) => line.split("\t", 1)[0] as string);
  return {
    note: `Words of the validation split: time runs to the right (10 ms a column), ${bands} mel bands from low at the bottom to high, darker where louder than usual. The phones below are what is to be written.`,
    samples: Array.from({ length: shown }, (_, at) => {
      const row = Math.floor((at * frames.length) / shown);
      const width = frames[row] as number;
      const start = frames.subarray(0, row).reduce((sum, count) => sum + count, 0) * bands;
      const pixels = Uint8Array.from({ length: bands * width }, (_, pixel) => {
        const [band, frame] = [bands - 1 - Math.floor(pixel / width), pixel % width];
        return features[start + frame * bands + band] as number;
      });
      const spoken = Array.from(labels[row] as Int32Array, (label) => phones[label - 1] as string).join(
        " · ",
      );
      const word = words[row] as string;
      return {
        label: spoken,
        panels: [
          greyImage(pixels, {
            width,
            height: bands,
            caption: `“${word}”, ${(width * hop).toFixed(2)} s`,
            description: `the spectrogram of the spoken word “${word}”`,
            range: [Math.max(...pixels), Math.min(...pixels)],
          }),
        ],
      };
    }),
  };
}
