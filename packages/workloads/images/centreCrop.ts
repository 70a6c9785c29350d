import type { Image } from "./image.ts";
import { resampleCrop } from "./resampleCrop.ts";

/**
 * What AlgoPerf evaluates ImageNet on: the shorter side resized to `resizeSize`, then the central `cropSize` × `cropSize` pixels. An image that
 * is too narrow for `cropSize` cannot occur: `cropSize` is at most `resizeSize`.
 */
export function centreCrop(
  image: Image,
  { resizeSize, cropSize }: { readonly resizeSize: number; readonly cropSize: number },
): Uint8Array {
  const shorter = Math.min(image.height, image.width);
  const resized = {
    height: Math.trunc((image.height * resizeSize) / shorter),
    width: Math.trunc((image.width * resizeSize) / shorter),
  };
  const whole = { top: 0, left: 0, height: image.height, width: image.width };
  const { channels } = image;
  const bytes = resampleCrop(image, whole, { ...resized, flip: false });
  const top = Math.round((resized.height - cropSize) / 2);
  const left = Math.round((resized.width - cropSize) / 2);
  const cropped = new Uint8Array(cropSize * cropSize * channels);
  for (let row = 0; row < cropSize; row++) {
    const from = ((top + row) * resized.width + left) * channels;
    cropped.set(bytes.subarray(from, from + cropSize * channels), row * cropSize * channels);
  }
  return cropped;
}
