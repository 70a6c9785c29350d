import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import { showPieces } from "../../../node/samples/showPieces.ts";
import type { WorkloadSamples } from "../../../samples/workloadSamples.ts";
import { loadMessages } from "../loadMessages.ts";

const shown = 10;

/** Message pairs spread evenly over the validation split, and the subwords that the model writes. */
export async function drawSamples(read: ReadDataFile): Promise<WorkloadSamples> {
  const { vocabulary, validation } = await loadMessages(read);
  return {
    note: "Messages of the validation split, their translations, and the translations as subwords: ▁ is a space that belongs to its subword, � a character that the vocabulary lacks.",
    samples: Array.from({ length: shown }, (_, at) => {
      const row = Math.floor((at * validation.sources.length) / shown);
      const pieces = Array.from(validation.targets[row] as Uint16Array, (id) => vocabulary.decode([id]));
      return {
        label: null,
        panels: [
          {
            type: "text",
            caption: "English",
            text: vocabulary.decode(validation.sources[row] as Uint16Array),
          },
          { type: "text", caption: "German", text: validation.references[row] as string },
          { type: "text", caption: "subwords", text: showPieces(pieces) },
        ],
      };
    }),
  };
}
