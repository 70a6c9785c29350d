import { deriveKey } from "@steepest/base/random/key.ts";
import type { ImageReconstructionOptions, ReconstructionExamples } from "../tasks/imageReconstruction.ts";
import { type Arrangement, drawArrangement } from "./arrangement.ts";
import { drawSign } from "./drawSign.ts";
import { mapSplits } from "./mapSplits.ts";
import type { DrawSymmetry } from "./symmetric.ts";

/**
 * Input and target are turned and mirrored together; the standardized values of either may change their sign, the target's being taken back before
 * images are compared.
 */
export const reconstructionSymmetry: DrawSymmetry<ImageReconstructionOptions> = (options, key) => {
  const sources = drawArrangement(deriveKey(key, "pixels"), "grid", options.size);
  const inputSign = drawSign(deriveKey(key, "input sign"));
  const targetSign = drawSign(deriveKey(key, "target sign"));
  const change = ({ codes, statistics }: ReconstructionExamples): ReconstructionExamples => ({
    codes: rearrangedCodes(codes, sources, [inputSign, targetSign]),
    statistics,
  });
  return {
    ...options,
    data: mapSplits(options.data, change),
    ...(options.shift === undefined ? {} : { shift: change(options.shift) }),
    targetSign: (options.targetSign ?? 1) * targetSign > 0 ? 1 : -1,
  };
};

/** Inputs and targets by turns; the codes of opposite values have opposite bits. */
function rearrangedCodes(codes: Uint16Array, sources: Arrangement, signs: readonly (1 | -1)[]): Uint16Array {
  const copy = new Uint16Array(codes.length);
  const pixels = sources.length;
  for (let image = 0; image * pixels < codes.length; image++) {
    const flipped = (signs[image % signs.length] as number) < 0 ? 0xffff : 0;
    const start = image * pixels;
    for (let at = 0; at < pixels; at++) {
      copy[start + at] = (codes[start + (sources[at] as number)] as number) ^ flipped;
    }
  }
  return copy;
}
