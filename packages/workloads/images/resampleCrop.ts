import type { Image } from "./image.ts";

/** A rectangle of whole pixels within an image. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export interface Resampled {
  /** Pixels of the result. */
  readonly height: number;
  readonly width: number;
  /** Whether left and right change places. */
  readonly flip: boolean;
}

/**
 * A part of an image at another size: bytes [height, width, channels]. Bilinear, and where it gets smaller weighted over all pixels that fall
 * into one (a triangle as wide as two pixels of the result), as Pillow and so torchvision resize; rounding happens once, at the end.
 */
export function resampleCrop(image: Image, box: Box, { height, width, flip }: Resampled): Uint8Array {
  const { bytes, channels } = image;
  const columns = triangleWeights(box.width, width);
  const rows = triangleWeights(box.height, height);
  // Every row of the box at its new width, then the columns of that.
  const narrowed = new Float32Array(box.height * width * channels);
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < width; x++) {
      const { start, weights } = columns[flip ? width - 1 - x : x] as Window;
      const from = ((box.top + y) * image.width + box.left + start) * channels;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++)
          sum += (weights[i] as number) * (bytes[from + i * channels + channel] as number);
        narrowed[(y * width + x) * channels + channel] = sum;
      }
    }
  }
  const rowLength = width * channels;
  const resampled = new Uint8Array(height * rowLength);
  for (let y = 0; y < height; y++) {
    const { start, weights } = rows[y] as Window;
    for (let at = 0; at < rowLength; at++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++)
        sum += (weights[i] as number) * (narrowed[(start + i) * rowLength + at] as number);
      resampled[y * rowLength + at] = Math.round(sum);
    }
  }
  return resampled;
}

/** The source pixels that make one of the result: from `start` on, with weights that sum to 1. */
interface Window {
  readonly start: number;
  readonly weights: readonly number[];
}

function triangleWeights(source: number, target: number): readonly Window[] {
  const scale = source / target;
  const support = Math.max(scale, 1);
  return Array.from({ length: target }, (_, at) => {
    const centre = (at + 0.5) * scale;
    const start = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(source, Math.floor(centre + support + 0.5));
    const raw = Array.from({ length: end - start }, (_, i) =>
      Math.max(0, 1 - Math.abs(start + i + 0.5 - centre) / support),
    );
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return { start, weights: raw.map((weight) => weight / total) };
  });
}
