import { cropSize } from "../cropSize.ts";

/** A magnitude image as a file holds it. */
export interface Slice {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/**
 * Square crops of a slice at every `stride` pixels, row by row, without those that are mostly air: their mean must exceed a tenth of the slice's
 * maximum.
 */
export function cutCrops(slice: Slice, stride: number): Float64Array[] {
  const { rows, columns, values } = slice;
  let maximum = 0;
  for (let at = 0; at < values.length; at++) maximum = Math.max(maximum, values[at] as number);
  const crops: Float64Array[] = [];
  for (let top = 0; top + cropSize <= rows; top += stride) {
    for (let left = 0; left + cropSize <= columns; left += stride) {
      const crop = new Float64Array(cropSize * cropSize);
      let sum = 0;
      for (let at = 0; at < crop.length; at++) {
        const row = top + Math.floor(at / cropSize);
        const value = values[row * columns + left + (at % cropSize)] as number;
        crop[at] = value;
        sum += value;
      }
      if (sum / crop.length > maximum / 10) crops.push(crop);
    }
  }
  return crops;
}
