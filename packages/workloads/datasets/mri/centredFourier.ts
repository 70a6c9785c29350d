import type { ComplexImage } from "./complexImage.ts";
import { fourierTransform } from "./fourierTransform.ts";

/**
 * The orthonormal two-dimensional Fourier transform with the zero frequency (and the image's origin) in the middle, at ⌊size/2⌋, as fastMRI
 * keeps k-space: image → k-space, or back if `inverse`.
 */
export function centredFourier(
  image: ComplexImage,
  { inverse }: { readonly inverse: boolean },
): ComplexImage {
  const { rows, columns } = image;
  const real = image.real.slice();
  const imaginary = image.imaginary.slice();
  for (let row = 0; row < rows; row++) along(columns, row * columns, 1);
  for (let column = 0; column < columns; column++) along(rows, column, columns);
  return { rows, columns, real, imaginary };

  /** The line of `length` numbers that starts at `start`, transformed where it stands. */
  function along(length: number, start: number, stride: number): void {
    const { transform, lineReal, lineImaginary } = lineOf(length);
    const middle = Math.floor(length / 2);
    for (let at = 0; at < length; at++) {
      const from = start + ((at + middle) % length) * stride;
      lineReal[at] = real[from] as number;
      lineImaginary[at] = imaginary[from] as number;
    }
    transform(lineReal, lineImaginary, inverse);
    const scale = 1 / Math.sqrt(length);
    for (let at = 0; at < length; at++) {
      const to = start + ((at + middle) % length) * stride;
      real[to] = (lineReal[at] as number) * scale;
      imaginary[to] = (lineImaginary[at] as number) * scale;
    }
  }
}

const lines = new Map<number, ReturnType<typeof createLine>>();

const createLine = (length: number) => ({
  transform: fourierTransform(length),
  lineReal: new Float64Array(length),
  lineImaginary: new Float64Array(length),
});

function lineOf(length: number): ReturnType<typeof createLine> {
  const known = lines.get(length);
  if (known !== undefined) return known;
  const line = createLine(length);
  lines.set(length, line);
  return line;
}
