import { multiplyAdd } from "../multiplyAdd";
import { loadLanes, Part, storeLanes, Whole } from "./lanes";

/** Largest radix that gets a sum of its own; larger prime factors of a length are transformed term by term. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function radixOf(length: i32): i32 {
  if (length % 4 == 0) return 4;
  if (length % 2 == 0) return 2;
  for (let radix = 3; radix * radix <= length; radix += 2) if (length % radix == 0) return radix;
  return length;
}

/** out[j] of a butterfly: Σₖ in[k]·ω^(jk), then times ω^(pj). Twiddles are read from the table of all roots of unity. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function butterfly<T>(
  real: usize,
  imaginary: usize,
  outReal: usize,
  outImaginary: usize,
  radix: i32,
  gap: usize,
  stride: usize,
  table: usize,
  length: i32,
  turn: i32,
  p: i32,
  sign: f32,
  lanes: i32,
): void {
  const unit = length / radix;
  const sines = table + (<usize>length << 2);
  for (let j = 0; j < radix; j++) {
    let sumReal = f32x4.splat(0);
    let sumImaginary = sumReal;
    let root = 0;
    for (let k = 0; k < radix; k++) {
      const re = loadLanes<T>(real + <usize>k * gap, lanes);
      const im = loadLanes<T>(imaginary + <usize>k * gap, lanes);
      const c = f32x4.splat(load<f32>(table + (<usize>root << 2)));
      const s = f32x4.splat(sign * load<f32>(sines + (<usize>root << 2)));
      sumReal = multiplyAdd(re, c, sumReal);
      sumReal = multiplyAdd(im, f32x4.neg(s), sumReal);
      sumImaginary = multiplyAdd(re, s, sumImaginary);
      sumImaginary = multiplyAdd(im, c, sumImaginary);
      root += j * unit;
      root -= root >= length ? length * (root / length) : 0;
    }
    const twist = (p * j * turn) % length;
    const c = f32x4.splat(load<f32>(table + (<usize>twist << 2)));
    const s = f32x4.splat(sign * load<f32>(sines + (<usize>twist << 2)));
    storeLanes<T>(
      outReal + <usize>j * stride,
      multiplyAdd(sumReal, c, f32x4.neg(f32x4.mul(sumImaginary, s))),
      lanes,
    );
    storeLanes<T>(
      outImaginary + <usize>j * stride,
      multiplyAdd(sumReal, s, f32x4.mul(sumImaginary, c)),
      lanes,
    );
  }
}

/** Radix 4 with its roots 1, ±i, −1 worked in: additions only, and three twiddles. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function butterflyFour<T>(
  real: usize,
  imaginary: usize,
  outReal: usize,
  outImaginary: usize,
  gap: usize,
  stride: usize,
  table: usize,
  length: i32,
  twist: i32,
  sign: f32,
  lanes: i32,
): void {
  const ar = loadLanes<T>(real, lanes);
  const ai = loadLanes<T>(imaginary, lanes);
  const br = loadLanes<T>(real + gap, lanes);
  const bi = loadLanes<T>(imaginary + gap, lanes);
  const cr = loadLanes<T>(real + 2 * gap, lanes);
  const ci = loadLanes<T>(imaginary + 2 * gap, lanes);
  const dr = loadLanes<T>(real + 3 * gap, lanes);
  const di = loadLanes<T>(imaginary + 3 * gap, lanes);
  const evenReal = f32x4.add(ar, cr);
  const evenImaginary = f32x4.add(ai, ci);
  const oddReal = f32x4.add(br, dr);
  const oddImaginary = f32x4.add(bi, di);
  const skewReal = f32x4.sub(ar, cr);
  const skewImaginary = f32x4.sub(ai, ci);
  // ± i · (b − d)
  const crossReal = f32x4.mul(f32x4.sub(di, bi), f32x4.splat(sign));
  const crossImaginary = f32x4.mul(f32x4.sub(br, dr), f32x4.splat(sign));
  storeLanes<T>(outReal, f32x4.add(evenReal, oddReal), lanes);
  storeLanes<T>(outImaginary, f32x4.add(evenImaginary, oddImaginary), lanes);
  twisted<T>(
    f32x4.add(skewReal, crossReal),
    f32x4.add(skewImaginary, crossImaginary),
    outReal + stride,
    outImaginary + stride,
    table,
    length,
    twist,
    sign,
    lanes,
  );
  twisted<T>(
    f32x4.sub(evenReal, oddReal),
    f32x4.sub(evenImaginary, oddImaginary),
    outReal + 2 * stride,
    outImaginary + 2 * stride,
    table,
    length,
    2 * twist,
    sign,
    lanes,
  );
  twisted<T>(
    f32x4.sub(skewReal, crossReal),
    f32x4.sub(skewImaginary, crossImaginary),
    outReal + 3 * stride,
    outImaginary + 3 * stride,
    table,
    length,
    3 * twist,
    sign,
    lanes,
  );
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function twisted<T>(
  re: v128,
  im: v128,
  outReal: usize,
  outImaginary: usize,
  table: usize,
  length: i32,
  twist: i32,
  sign: f32,
  lanes: i32,
): void {
  const at = table + (<usize>(twist % length) << 2);
  const c = f32x4.splat(load<f32>(at));
  const s = f32x4.splat(sign * load<f32>(at + (<usize>length << 2)));
  storeLanes<T>(outReal, multiplyAdd(re, c, f32x4.neg(f32x4.mul(im, s))), lanes);
  storeLanes<T>(outImaginary, multiplyAdd(re, s, f32x4.mul(im, c)), lanes);
}

/**
 * The discrete Fourier transform of every column of [length, width], by Stockham's self-sorting mixed-radix passes: all
 * loads are of neighbouring columns. `from` and `to` are real and imaginary parts one after the other (2·length·width
 * numbers) and both are overwritten; `table` holds cos, then sin of 2πk/length. Returns where the result is.
 */
export function transformColumns(
  from: usize,
  to: usize,
  length: i32,
  width: i32,
  table: usize,
  sign: f32,
): usize {
  const part = <usize>(length * width) << 2;
  let left = length;
  let columns = width;
  while (left > 1) {
    const radix = radixOf(left);
    const groups = left / radix;
    const stride = <usize>columns << 2;
    const gap = <usize>groups * stride;
    const turn = length / left;
    const rest = columns & 3;
    const whole = <usize>(columns - rest) << 2;
    for (let p = 0; p < groups; p++) {
      const real = from + <usize>p * stride;
      const out = to + <usize>(p * radix) * stride;
      if (radix == 4) {
        for (let q: usize = 0; q < whole; q += 16) {
          butterflyFour<Whole>(real + q, real + part + q, out + q, out + part + q, gap, stride, table, length, p * turn, sign, 4);
        }
        if (rest > 0) {
          const q = whole;
          butterflyFour<Part>(real + q, real + part + q, out + q, out + part + q, gap, stride, table, length, p * turn, sign, rest);
        }
        continue;
      }
      for (let q: usize = 0; q < whole; q += 16) {
        butterfly<Whole>(real + q, real + part + q, out + q, out + part + q, radix, gap, stride, table, length, turn, p, sign, 4);
      }
      if (rest > 0) {
        const q = whole;
        butterfly<Part>(real + q, real + part + q, out + q, out + part + q, radix, gap, stride, table, length, turn, p, sign, rest);
      }
    }
    const swap = from;
    from = to;
    to = swap;
    left = groups;
    columns *= radix;
  }
  return from;
}

/** [height, width] → [width, height], each number times `factor`. */
export function transposeScaled(from: usize, to: usize, height: i32, width: i32, factor: f32): void {
  for (let top = 0; top < height; top += 8) {
    const bottom = min(height, top + 8);
    for (let column = 0; column < width; column++) {
      let source = from + (<usize>(top * width + column) << 2);
      let target = to + (<usize>(column * height + top) << 2);
      for (let row = top; row < bottom; row++, source += <usize>width << 2, target += 4) {
        store<f32>(target, factor * load<f32>(source));
      }
    }
  }
}

/**
 * The two-dimensional transform of every image of [images, height, width], times `factor`. Scratch: 4·height·width numbers.
 * `rowTable` and `columnTable` are the roots of unity of width and height.
 */
export function fourier2d(
  real: usize,
  imaginary: usize,
  outReal: usize,
  outImaginary: usize,
  images: i32,
  height: i32,
  width: i32,
  rowTable: usize,
  columnTable: usize,
  scratch: usize,
  sign: f32,
  factor: f32,
): void {
  const part = <usize>(height * width) << 2;
  const other = scratch + 2 * part;
  for (let image = 0; image < images; image++) {
    memory.copy(scratch, real, part);
    memory.copy(scratch + part, imaginary, part);
    const columns = transformColumns(scratch, other, height, width, columnTable, sign);
    const turned = columns == scratch ? other : scratch;
    transposeScaled(columns, turned, height, width, 1);
    transposeScaled(columns + part, turned + part, height, width, 1);
    const rows = transformColumns(turned, columns, width, height, rowTable, sign);
    transposeScaled(rows, outReal, width, height, factor);
    transposeScaled(rows + part, outImaginary, width, height, factor);
    real += part;
    imaginary += part;
    outReal += part;
    outImaginary += part;
  }
}
