import { loadLanes, splat, storeLanes } from "../elementwise/lanes";
import { multiplyAdd } from "../multiplyAdd";
import { bytes, sumOfLanes } from "./lanes";

/** Rows that are summed by themselves before they go into a total: keeps the rounding error of long sums small. */
const blockRows: i32 = 64;

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
  const whole = bytes(width & ~3);
  const rest = width & 3;
  for (let row = 0; row < rows; row++, x += bytes(width), y += bytes(width), statistics += 4) {
    let mean: f32 = 0;
    if (centred) {
      let total = splat(0);
      for (let at: usize = 0; at < whole; at += 16) total = f32x4.add(total, v128.load(x + at));
      if (rest != 0) total = f32x4.add(total, loadLanes(x + whole, rest));
      mean = sumOfLanes(total) / <f32>width;
    }
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
    const inverse: f32 = <f32>1 / sqrt<f32>(total / <f32>width + epsilon);
    store<f32>(statistics, mean);
    store<f32>(statistics + bytes(rows), inverse);
    const gain = splat(inverse);
    for (let at: usize = 0; at < whole; at += 16) {
      let value = f32x4.mul(f32x4.sub(v128.load(x + at), centre), gain);
      if (scale != 0) value = f32x4.mul(value, v128.load(scale + at));
      if (bias != 0) value = f32x4.add(value, v128.load(bias + at));
      v128.store(y + at, value);
    }
    if (rest != 0) {
      let value = f32x4.mul(f32x4.sub(loadLanes(x + whole, rest), centre), gain);
      if (scale != 0) value = f32x4.mul(value, loadLanes(scale + whole, rest));
      if (bias != 0) value = f32x4.add(value, loadLanes(bias + whole, rest));
      storeLanes(y + whole, value, rest);
    }
  }
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function addTo(total: usize, value: v128): void {
  v128.store(total, f32x4.add(v128.load(total), value));
}

/** Adds the block's sums to the totals and empties them. */
function flush(block: usize, scaleGradient: usize, biasGradient: usize, width: i32): void {
  for (let at: usize = 0; at < bytes(width); at += 4) {
    store<f32>(scaleGradient + at, load<f32>(scaleGradient + at) + load<f32>(block + at));
    const second = block + bytes(width) + 16 + at;
    store<f32>(biasGradient + at, load<f32>(biasGradient + at) + load<f32>(second));
  }
  memory.fill(block, 0, 2 * bytes(width) + 32);
}

/**
 * Gradients of normalizeRows: dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ with g = dy · scale (arXiv 1607.06450; without the mean
 * of g where the rows were not centred), and the columns' sums of dy · x̂ and dy. `work` has 2 · width + 8 numbers of room.
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
  const whole = bytes(width & ~3);
  const rest = width & 3;
  const ofBias = work + bytes(width) + 16;
  memory.fill(scaleGradient, 0, bytes(width));
  memory.fill(biasGradient, 0, bytes(width));
  memory.fill(work, 0, 2 * bytes(width) + 32);
  for (let row = 0; row < rows; row++, x += bytes(width), dy += bytes(width), dx += bytes(width)) {
    const centre = splat(load<f32>(statistics + bytes(row)));
    const inverse = splat(load<f32>(statistics + bytes(rows + row)));
    let sums = splat(0);
    let products = splat(0);
    for (let at: usize = 0; at < whole; at += 16) {
      let g = v128.load(dy + at);
      const hat = f32x4.mul(f32x4.sub(v128.load(x + at), centre), inverse);
      addTo(work + at, f32x4.mul(g, hat));
      addTo(ofBias + at, g);
      if (scale != 0) g = f32x4.mul(g, v128.load(scale + at));
      sums = f32x4.add(sums, g);
      products = multiplyAdd(g, hat, products);
    }
    if (rest != 0) {
      // Lanes beyond the row hold dy = 0 and add nothing.
      let g = loadLanes(dy + whole, rest);
      const hat = f32x4.mul(f32x4.sub(loadLanes(x + whole, rest), centre), inverse);
      const ofScale = f32x4.add(loadLanes(work + whole, rest), f32x4.mul(g, hat));
      storeLanes(work + whole, ofScale, rest);
      storeLanes(ofBias + whole, f32x4.add(loadLanes(ofBias + whole, rest), g), rest);
      if (scale != 0) g = f32x4.mul(g, loadLanes(scale + whole, rest));
      sums = f32x4.add(sums, g);
      products = multiplyAdd(g, hat, products);
    }
    const shift = splat(centred ? sumOfLanes(sums) / <f32>width : 0);
    const slope = splat(sumOfLanes(products) / <f32>width);
    for (let at: usize = 0; at < whole; at += 16) {
      let g = v128.load(dy + at);
      if (scale != 0) g = f32x4.mul(g, v128.load(scale + at));
      const hat = f32x4.mul(f32x4.sub(v128.load(x + at), centre), inverse);
      const inner = f32x4.sub(f32x4.sub(g, shift), f32x4.mul(hat, slope));
      v128.store(dx + at, f32x4.mul(inner, inverse));
    }
    if (rest != 0) {
      let g = loadLanes(dy + whole, rest);
      if (scale != 0) g = f32x4.mul(g, loadLanes(scale + whole, rest));
      const hat = f32x4.mul(f32x4.sub(loadLanes(x + whole, rest), centre), inverse);
      const inner = f32x4.sub(f32x4.sub(g, shift), f32x4.mul(hat, slope));
      storeLanes(dx + whole, f32x4.mul(inner, inverse), rest);
    }
    if ((row + 1) % blockRows == 0) flush(work, scaleGradient, biasGradient, width);
  }
  flush(work, scaleGradient, biasGradient, width);
}
