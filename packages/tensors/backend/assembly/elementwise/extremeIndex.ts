import { choose } from "./lanes";

/**
 * out[o, c] = the first r with the largest x[o, r, c] (the smallest with sign = −1), as int32. A number must be larger to take the place of
 * an earlier one; the first NaN takes the place of any number and keeps it, as in NumPy and PyTorch.
 */
export function extremeIndex(x: usize, out: usize, outer: i32, length: i32, columns: i32, sign: f32): void {
  for (let matrix = 0; matrix < outer; matrix++, x += <usize>(length * columns) << 2) {
    for (let column = 0; column < columns; column++, out += 4) {
      const first = x + (<usize>column << 2);
      store<i32>(out, columns == 1 ? indexInRow(first, length, sign) : indexInColumn(first, length, columns, sign));
    }
  }
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function isAbove(value: f32, best: f32): bool {
  return !(value <= best) && best == best;
}

function indexInColumn(x: usize, length: i32, columns: i32, sign: f32): i32 {
  let best = load<f32>(x) * sign;
  let index = 0;
  for (let row = 1; row < length; row++) {
    x += <usize>columns << 2;
    const value = load<f32>(x) * sign;
    if (isAbove(value, best)) {
      best = value;
      index = row;
    }
  }
  return index;
}

/** Four candidates, one a lane, all of them the first number at the start; of equal ones the lowest index wins. */
function indexInRow(x: usize, length: i32, sign: f32): i32 {
  const signs = f32x4.splat(sign);
  let best = f32x4.mul(v128.load32_splat(x), signs);
  let indices = i32x4.splat(0);
  let at = i32x4(0, 1, 2, 3);
  let i = 0;
  for (; i + 4 <= length; i += 4, x += 16) {
    const values = f32x4.mul(v128.load(x), signs);
    const isLarger = v128.andnot(f32x4.eq(best, best), f32x4.le(values, best));
    best = choose(isLarger, values, best);
    indices = choose(isLarger, at, indices);
    at = i32x4.add(at, i32x4.splat(4));
  }
  let largest = f32x4.extract_lane(best, 0);
  let index = i32x4.extract_lane(indices, 0);
  for (let lane = 1; lane < 4; lane++) {
    best = i32x4.shuffle(best, best, 1, 2, 3, 0);
    indices = i32x4.shuffle(indices, indices, 1, 2, 3, 0);
    const value = f32x4.extract_lane(best, 0);
    const candidate = i32x4.extract_lane(indices, 0);
    const isAlike = value == largest || (value != value && largest != largest);
    if (isAbove(value, largest) || (isAlike && candidate < index)) {
      largest = value;
      index = candidate;
    }
  }
  for (; i < length; i++, x += 4) {
    const value = load<f32>(x) * sign;
    if (isAbove(value, largest)) {
      largest = value;
      index = i;
    }
  }
  return index;
}
