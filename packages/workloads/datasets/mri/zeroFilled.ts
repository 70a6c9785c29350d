import { centredFourier } from "./centredFourier.ts";
import type { ComplexImage } from "./complexImage.ts";

/** Magnitudes of an image, row by row. */
export interface MagnitudeImage {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/**
 * The zero-filled reconstruction: columns of k-space that were not measured are 0, the rest is transformed back, cut to the middle `shape`
 * (fastMRI's k-space is of twice the field of view) and its magnitude taken.
 */
export function zeroFilled(
  kSpace: ComplexImage,
  mask: Uint8Array,
  shape: { readonly rows: number; readonly columns: number } = kSpace,
): MagnitudeImage {
  const measured = (part: Float64Array) =>
    part.map((value, at) => (mask[at % kSpace.columns] === 1 ? value : 0));
  const image = centredFourier(
    { ...kSpace, real: measured(kSpace.real), imaginary: measured(kSpace.imaginary) },
    { inverse: true },
  );
  const top = Math.floor((kSpace.rows - shape.rows) / 2);
  const left = Math.floor((kSpace.columns - shape.columns) / 2);
  if (top < 0 || left < 0) {
    throw new Error(
      `k-space of ${kSpace.rows} × ${kSpace.columns} holds no image of ${shape.rows} × ${shape.columns}`,
    );
  }
  const values = new Float64Array(shape.rows * shape.columns);
  for (let row = 0; row < shape.rows; row++) {
    for (let column = 0; column < shape.columns; column++) {
      const from = (top + row) * kSpace.columns + left + column;
      const real = image.real[from] as number;
      const imaginary = image.imaginary[from] as number;
      // Not Math.hypot, which may round differently from one engine to another.
      values[row * shape.columns + column] = Math.sqrt(real * real + imaginary * imaginary);
    }
  }
  return { rows: shape.rows, columns: shape.columns, values };
}
