import { pow } from "@steepest/base/math/pow.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import type { Box } from "./resampleCrop.ts";

/** How training images are varied: a random part of random shape, resized to the model's size, perhaps mirrored. */
export interface CropAugmentation {
  /** Least share of the image's area that a crop keeps; the most is all of it. */
  readonly minimumArea: number;
  /** Whether half of the images are mirrored left to right. */
  readonly flip: boolean;
}

const attempts = 10;
const largestRatio = 4 / 3;

/**
 * Draws a part of an image as torchvision's RandomResizedCrop (Szegedy et al. 2014, arXiv 1409.4842): a uniform share of the area and a
 * log-uniform ratio of width to height in [3/4, 4/3]; after ten that do not fit, the largest central part of an allowed ratio.
 */
export function randomCrop(
  { height, width }: { readonly height: number; readonly width: number },
  { minimumArea, flip }: CropAugmentation,
  key: RandomKey,
): Box & { readonly flip: boolean } {
  const draws = uniform(key, 1 + 4 * attempts);
  const draw = (at: number) => draws[at] as number;
  const mirrored = flip && draw(0) < 0.5;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const first = 1 + 4 * attempt;
    const area = height * width * (minimumArea + (1 - minimumArea) * draw(first));
    const ratio = pow(largestRatio, 2 * draw(first + 1) - 1);
    const crop = { height: Math.round(Math.sqrt(area / ratio)), width: Math.round(Math.sqrt(area * ratio)) };
    if (crop.height < 1 || crop.width < 1 || crop.height > height || crop.width > width) continue;
    return {
      ...crop,
      top: Math.floor(draw(first + 2) * (height - crop.height + 1)),
      left: Math.floor(draw(first + 3) * (width - crop.width + 1)),
      flip: mirrored,
    };
  }
  const crop = {
    height: Math.min(height, Math.round(width * largestRatio)),
    width: Math.min(width, Math.round(height * largestRatio)),
  };
  return { ...crop, ...centred({ height, width }, crop), flip: mirrored };
}

interface Size {
  readonly height: number;
  readonly width: number;
}

const centred = (image: Size, crop: Size) => ({
  top: Math.round((image.height - crop.height) / 2),
  left: Math.round((image.width - crop.width) / 2),
});
