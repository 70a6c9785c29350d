import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import { showPieces } from "../../../node/samples/showPieces.ts";
import type { WorkloadSamples } from "../../../samples/workloadSamples.ts";
import { idsOfBytes } from "../../../text/idBytes.ts";
import { parseSubwordRules } from "../../../text/parseSubwordRules.ts";
import { endId, subwords } from "../../../text/subwords.ts";
import { contextLength } from "../dataset.ts";

const shown = 6;

/** Windows spread evenly over the validation text, as subwords. */
export async function drawSamples(read: ReadDataFile): Promise<WorkloadSamples> {
  const { decode } = subwords(parseSubwordRules(await read("vocabulary.json")));
  const ids = idsOfBytes(await read("validation-tokens.bin"));
  const windows = Math.floor((ids.length - 1) / contextLength);
  const piece = (id: number) => (id === endId ? "⏎" : decode([id]));
  return {
    note: `Windows of the validation text: ${contextLength} subwords, each of which is to be told from those before it. ▁ is a space that belongs to its subword, ⏎ the end of a sentence.`,
    samples: Array.from({ length: shown }, (_, at) => {
      const start = Math.floor((at * windows) / shown) * contextLength;
      const pieces = Array.from(ids.subarray(start, start + contextLength), piece);
      return { label: null, panels: [{ type: "text", caption: "subwords", text: showPieces(pieces) }] };
    }),
  };
}
