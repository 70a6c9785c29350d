import { loadLanes, splat } from "../elementwise/lanes";
import { multiplyAdd } from "../multiplyAdd";
import { storePair } from "../storePair";
import { addTo, addToEight } from "./channelSums";
import { bytes, read, sumOfLanes, write } from "./lanes";

/**
 * Rows whose sums over all columns are added up by themselves before they go into a total, which keeps the rounding error of long sums small; and rows that go
 * through each part of the work together: a row's own sums are waited for while others are worked on.
 */
const blockRows: i32 = 64;

/** The mean of a row. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function meanOf(x: usize, width: i32): f32 {
  const whole = bytes(width & ~3);
  const rest = width & 3;
  let total = splat(0);
  for (let at: usize = 0; at < whole; at += 16) total = f32x4.add(total, v128.load(x + at));
  if (rest != 0) total = f32x4.add(total, loadLanes(x + whole, rest));
  return sumOfLanes(total) / <f32>width;
}

/** One over the deviation of a row from its mean. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function inverseDeviation(x: usize, width: i32, mean: f32, epsilon: f32): f32 {
  const whole = bytes(width & ~3);
  const centre = splat(mean);
  let squares = splat(0);
  for (let at: usize = 0; at < whole; at += 16) {
    const deviation = f32x4.sub(v128.load(x + at), centre);
    squares = multiplyAdd(deviation, deviation, squares);
  }
  let total = sumOfLanes(squares);
  for (let at = whole; at < bytes(width); at += 4) {
    const deviation = load<f32>(x + at) - mean;
    total += deviation * deviation;
  }
  return <f32>1 / sqrt<f32>(total / <f32>width + epsilon);
}

/** y = (x − centre) · gain · scale + bias for four numbers. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function normalized<Scale, Bias>(x: v128, centre: v128, gain: v128, scale: v128, bias: v128): v128 {
  let value = f32x4.mul(f32x4.sub(x, centre), gain);
  if (isInteger<Scale>()) value = f32x4.mul(value, scale);
  if (isInteger<Bias>()) value = f32x4.add(value, bias);
  return value;
}

/** One row. Scale and Bias are integers where there are such numbers: decided at compile time, as a loop with questions in it stays one of four lanes. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function normalizeRow<Scale, Bias>(
  x: usize, scale: usize, bias: usize, y: usize, width: i32, centre: v128, gain: v128,
): void {
  let at: usize = 0;
  for (; at < bytes(width & ~7); at += 32) {
    let scale0 = gain, scale1 = gain, bias0 = gain, bias1 = gain;
    if (isInteger<Scale>()) {
      scale0 = v128.load(scale + at);
      scale1 = v128.load(scale + at, 16);
    }
    if (isInteger<Bias>()) {
      bias0 = v128.load(bias + at);
      bias1 = v128.load(bias + at, 16);
    }
    const low = normalized<Scale, Bias>(v128.load(x + at), centre, gain, scale0, bias0);
    const high = normalized<Scale, Bias>(v128.load(x + at, 16), centre, gain, scale1, bias1);
    storePair(y + at, low, high);
  }
  for (; at < bytes(width); at += 16) {
    const lanes = min(4, width - <i32>(at >> 2));
    const own = read(x + at, lanes);
    const scales = isInteger<Scale>() ? read(scale + at, lanes) : gain;
    const biases = isInteger<Bias>() ? read(bias + at, lanes) : gain;
    write(y + at, normalized<Scale, Bias>(own, centre, gain, scales, biases), lanes);
  }
}

/**
 * y = (x − mean) / √(variance + ε) · scale + bias for every row of x [rows, width]; with `centred` false the mean counts as 0.
 * `scale` and `bias` [width] may be 0: none. `statistics` [2, rows] gets the means and the inverse deviations.
 */
export function normalizeRows(
  x: usize,
  scale: usize,
  bias: usize,
  y: usize,
  statistics: usize,
  rows: i32,
  width: i32,
  epsilon: f32,
  centred: bool,
): void {
  const step = bytes(width);
  const inverses = statistics + bytes(rows);
  for (let first = 0; first < rows; first += blockRows) {
    const end = bytes(min(rows, first + blockRows));
    let from = x;
    for (let row = bytes(first); row < end; row += 4, from += step)
      store<f32>(statistics + row, centred ? meanOf(from, width) : 0);
    from = x;
    for (let row = bytes(first); row < end; row += 4, from += step)
      store<f32>(inverses + row, inverseDeviation(from, width, load<f32>(statistics + row), epsilon));
    for (let row = bytes(first); row < end; row += 4, x += step, y += step) {
      const centre = v128.load32_splat(statistics + row);
      const gain = v128.load32_splat(inverses + row);
      if (scale != 0 && bias != 0) normalizeRow<i32, i32>(x, scale, bias, y, width, centre, gain);
      else if (scale != 0) normalizeRow<i32, f32>(x, scale, bias, y, width, centre, gain);
      else if (bias != 0) normalizeRow<f32, i32>(x, scale, bias, y, width, centre, gain);
      else normalizeRow<f32, f32>(x, scale, bias, y, width, centre, gain);
    }
  }
}

/** hats = x̂ of a row; the sum of its g = dy · scale and that of g · x̂, each over the width, go to `sums` and four bytes behind it. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function rowMeans<Scale>(
  x: usize, scale: usize, dy: usize, hats: usize, width: i32, centre: v128, inverse: v128, centred: bool, sums: usize,
): void {
  let total = splat(0);
  let products = total;
  let at: usize = 0;
  for (; at < bytes(width & ~7); at += 32) {
    let g = v128.load(dy + at);
    let g1 = v128.load(dy + at, 16);
    if (isInteger<Scale>()) {
      g = f32x4.mul(g, v128.load(scale + at));
      g1 = f32x4.mul(g1, v128.load(scale + at, 16));
    }
    const hat = f32x4.mul(f32x4.sub(v128.load(x + at), centre), inverse);
    const hat1 = f32x4.mul(f32x4.sub(v128.load(x + at, 16), centre), inverse);
    storePair(hats + at, hat, hat1);
    total = f32x4.add(f32x4.add(total, g), g1);
    products = multiplyAdd(g1, hat1, multiplyAdd(g, hat, products));
  }
  for (; at < bytes(width); at += 16) {
    // Lanes beyond the row hold dy = 0 and add nothing.
    const lanes = min(4, width - <i32>(at >> 2));
    let g = read(dy + at, lanes);
    if (isInteger<Scale>()) g = f32x4.mul(g, read(scale + at, lanes));
    const hat = f32x4.mul(f32x4.sub(read(x + at, lanes), centre), inverse);
    write(hats + at, hat, lanes);
    total = f32x4.add(total, g);
    products = multiplyAdd(g, hat, products);
  }
  store<f32>(sums, centred ? sumOfLanes(total) / <f32>width : 0);
  store<f32>(sums, sumOfLanes(products) / <f32>width, 4);
}

/** Adds to the gradients what a block of rows has in each column. */
function addColumns(hats: usize, dy: usize, scaleGradient: usize, biasGradient: usize, rows: i32, width: i32): void {
  const step = bytes(width);
  const end = <usize>rows * step;
  let at: usize = 0;
  for (; at < bytes(width & ~7); at += 32) {
    let ofScale = splat(0);
    let ofScale1 = ofScale, ofBias = ofScale, ofBias1 = ofScale;
    for (let row = at; row < end; row += step) {
      const g = v128.load(dy + row);
      const g1 = v128.load(dy + row, 16);
      ofScale = f32x4.add(ofScale, f32x4.mul(g, v128.load(hats + row)));
      ofScale1 = f32x4.add(ofScale1, f32x4.mul(g1, v128.load(hats + row, 16)));
      ofBias = f32x4.add(ofBias, g);
      ofBias1 = f32x4.add(ofBias1, g1);
    }
    addToEight(scaleGradient + at, ofScale, ofScale1);
    addToEight(biasGradient + at, ofBias, ofBias1);
  }
  for (; at < step; at += 16) {
    const lanes = min(4, width - <i32>(at >> 2));
    let ofScale = splat(0);
    let ofBias = ofScale;
    for (let row = at; row < end; row += step) {
      const g = read(dy + row, lanes);
      ofScale = f32x4.add(ofScale, f32x4.mul(g, read(hats + row, lanes)));
      ofBias = f32x4.add(ofBias, g);
    }
    addTo(scaleGradient + at, ofScale, lanes);
    addTo(biasGradient + at, ofBias, lanes);
  }
}

/** (g − shift − x̂ · slope) / σ for four numbers. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function slopes(g: v128, hat: v128, inverse: v128, shift: v128, slope: v128): v128 {
  return f32x4.mul(f32x4.sub(f32x4.sub(g, shift), f32x4.mul(hat, slope)), inverse);
}

/** dx of a row, which holds x̂ so far. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function rowSlopes<Scale>(scale: usize, dy: usize, dx: usize, width: i32, inverse: v128, shift: v128, slope: v128): void {
  let at: usize = 0;
  for (; at < bytes(width & ~7); at += 32) {
    let g = v128.load(dy + at);
    let g1 = v128.load(dy + at, 16);
    if (isInteger<Scale>()) {
      g = f32x4.mul(g, v128.load(scale + at));
      g1 = f32x4.mul(g1, v128.load(scale + at, 16));
    }
    const low = slopes(g, v128.load(dx + at), inverse, shift, slope);
    const high = slopes(g1, v128.load(dx + at, 16), inverse, shift, slope);
    storePair(dx + at, low, high);
  }
  for (; at < bytes(width); at += 16) {
    const lanes = min(4, width - <i32>(at >> 2));
    let g = read(dy + at, lanes);
    if (isInteger<Scale>()) g = f32x4.mul(g, read(scale + at, lanes));
    write(dx + at, slopes(g, read(dx + at, lanes), inverse, shift, slope), lanes);
  }
}

/**
 * Gradients of normalizeRows: dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ with g = dy · scale (arXiv 1607.06450; without the mean
 * of g where the rows were not centred), and the columns' sums of dy · x̂ and dy. `work` has 128 numbers of room.
 */
export function normalizeRowsGrad(
  x: usize,
  scale: usize,
  dy: usize,
  statistics: usize,
  dx: usize,
  scaleGradient: usize,
  biasGradient: usize,
  work: usize,
  rows: i32,
  width: i32,
  centred: bool,
): void {
  const step = bytes(width);
  memory.fill(scaleGradient, 0, step);
  memory.fill(biasGradient, 0, step);
  for (let first = 0; first < rows; first += blockRows) {
    const count = min(blockRows, rows - first);
    const inverses = statistics + bytes(rows + first);
    for (let row = 0, at: usize = 0; row < count; row++, x += step, at += step) {
      const centre = v128.load32_splat(statistics + bytes(first + row));
      const inverse = v128.load32_splat(inverses + bytes(row));
      const sums = work + bytes(2 * row);
      if (scale != 0) rowMeans<i32>(x, scale, dy + at, dx + at, width, centre, inverse, centred, sums);
      else rowMeans<f32>(x, scale, dy + at, dx + at, width, centre, inverse, centred, sums);
    }
    addColumns(dx, dy, scaleGradient, biasGradient, count, width);
    for (let row = 0; row < count; row++, dy += step, dx += step) {
      const inverse = v128.load32_splat(inverses + bytes(row));
      const shift = v128.load32_splat(work + bytes(2 * row));
      const slope = v128.load32_splat(work + bytes(2 * row), 4);
      if (scale != 0) rowSlopes<i32>(scale, dy, dx, width, inverse, shift, slope);
      else rowSlopes<f32>(scale, dy, dx, width, inverse, shift, slope);
    }
  }
}
