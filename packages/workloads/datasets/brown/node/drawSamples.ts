import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import type { SamplePanel, WorkloadSamples } from "../../../samples/workloadSamples.ts";
import { decode } from "../alphabet.ts";
import { contextLength } from "../dataset.ts";

const shown = 6;

/** Windows spread evenly over the validation text: what the model reads and what it must say after every character. */
export async function drawSamples(read: ReadDataFile): Promise<WorkloadSamples> {
  const symbols = await read("validation.bin");
  const windows = Math.floor((symbols.length - 1) / contextLength);
  const text = (start: number) =>
    decode(symbols.subarray(start, start + contextLength)).replaceAll("\n", "⏎");
  const panel = (caption: string, start: number): SamplePanel => ({
    type: "text",
    caption,
    text: text(start),
  });
  return {
    note: `Windows of the validation text: ${contextLength} characters, and after each of them the next one. ⏎ is the end of a sentence.`,
    samples: Array.from({ length: shown }, (_, at) => {
      const start = Math.floor((at * windows) / shown) * contextLength;
      return {
        label: null,
        panels: [panel("input", start), panel("target", start + 1)],
      };
    }),
  };
}
