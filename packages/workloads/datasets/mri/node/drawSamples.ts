import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import { greyImage } from "../../../node/samples/greyImage.ts";
import type { WorkloadSamples } from "../../../samples/workloadSamples.ts";
import { centredFourier } from "../centredFourier.ts";
import { fromMagnitude } from "../complexImage.ts";
import { evaluationMask } from "../cropMasks.ts";
import { cropSize } from "../cropSize.ts";
import { imageCodeValues } from "../imageCodes.ts";
import { loadMri } from "../loadMri.ts";

const shown = 3;

/** Validation crops: what was measured of k-space, what that gives, and what it should give. */
export async function drawSamples(read: ReadDataFile): Promise<WorkloadSamples> {
  const { codes, statistics } = (await loadMri(read)).validation;
  const count = statistics.length / 3;
  const pixels = cropSize * cropSize;
  const mask = evaluationMask();
  const square = { width: cropSize, height: cropSize };
  return {
    note: `Validation crops. ${mask.reduce((sum, value) => sum + value, 0)} of ${cropSize} columns of k-space are measured, the rest counts as 0.`,
    samples: Array.from({ length: shown }, (_, at) => {
      const example = Math.floor(((at + 0.5) * count) / shown);
      const [mean, deviation] = statistics.subarray(3 * example) as unknown as [number, number];
      const imageAt = (start: number) =>
        Float64Array.from(codes.subarray(start, start + pixels), (code) =>
          Math.max(0, (imageCodeValues[code] as number) * deviation + mean),
        );
      const input = imageAt(2 * example * pixels);
      const target = imageAt((2 * example + 1) * pixels);
      const kSpace = centredFourier(fromMagnitude(target, cropSize, cropSize), { inverse: false });
      const measured = kSpace.real.map((real, place) =>
        mask[place % cropSize] === 1 ? Math.log1p(Math.hypot(real, kSpace.imaginary[place] as number)) : 0,
      );
      const range = [0, Math.max(...target)] as const;
      return {
        label: null,
        panels: [
          greyImage(measured, {
            ...square,
            caption: "measured k-space (logarithm of magnitude)",
            description: "bright columns in the middle and some beside it, black where nothing was measured",
          }),
          greyImage(input, {
            ...square,
            range,
            caption: "input: zero-filled reconstruction",
            description: "a piece of a brain, blurred and with ghosts of its edges from left to right",
          }),
          greyImage(target, {
            ...square,
            range,
            caption: "target",
            description: "the same piece of a brain, sharp",
          }),
        ],
      };
    }),
  };
}
