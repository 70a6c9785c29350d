import { deriveKey } from "@steepest/base/random/key.ts";
import type { ImageClassificationOptions, LabelledImages } from "../tasks/imageClassification.ts";
import { drawArrangement, type PixelSymmetry, rearranged } from "./arrangement.ts";
import { drawIds, renamed } from "./drawIds.ts";
import { drawSign } from "./drawSign.ts";
import { mapSplits } from "./mapSplits.ts";
import type { DrawSymmetry } from "./symmetric.ts";

export interface ImageSymmetry {
  readonly classes: number;
  readonly pixels: PixelSymmetry;
  /** Height and width of the images. */
  readonly size: number;
}

/**
 * Classes change names, pixels places, and dark and light places with probability ½: standardized values change their sign, and so what is padded,
 * which is 0, stays. The first layer's weights with the other sign, as likely from the start, make up for it.
 */
export const imageSymmetry =
  ({ classes, pixels, size }: ImageSymmetry): DrawSymmetry<ImageClassificationOptions> =>
  (options, key) => {
    const names = drawIds(deriveKey(key, "classes"), classes);
    const sources = drawArrangement(deriveKey(key, "pixels"), pixels, size);
    const sign = drawSign(deriveKey(key, "sign"));
    const channels = options.imageShape.reduce((product, length) => product * length, 1) / (size * size);
    const change = ({ images, labels }: LabelledImages): LabelledImages => ({
      images:
        images instanceof Uint8Array
          ? rearranged(images, sources, channels)
          : (index, variation) => rearranged(images(index, variation), sources, channels),
      labels: renamed(labels, names),
    });
    return {
      ...options,
      data: mapSplits(options.data, change),
      pixelValues: options.pixelValues.map((value) => sign * value),
    };
  };
