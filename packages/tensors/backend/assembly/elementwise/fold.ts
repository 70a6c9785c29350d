import { loadLanes, splat, storeLanes } from "./lanes";

// Reductions by an operation whose order does not matter to the bits (max, min), and products in a fixed order.

@unmanaged
class Max {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.max(x, y);
  }
}

@unmanaged
class Min {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.min(x, y);
  }
}

@unmanaged
class Product {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.mul(x, y);
  }
}

/** out[o, c] = the operation over r of x[o, r, c], starting from `start`. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function fold<Operation>(x: usize, out: usize, outer: i32, length: i32, columns: i32, start: f32): void {
  if (columns == 1) {
    for (let row = 0; row < outer; row++, x += <usize>length << 2, out += 4) {
      store<f32>(out, foldRow<Operation>(x, length, start));
    }
    return;
  }
  for (let matrix = 0; matrix < outer; matrix++) {
    for (let column = 0; column < columns; column += 4, out += 16) {
      const lanes = min(4, columns - column);
      const folded = foldLanes<Operation>(x + (<usize>column << 2), length, <usize>columns << 2, lanes, start);
      if (lanes == 4) v128.store(out, folded);
      else {
        storeLanes(out, folded, lanes);
        out -= <usize>(4 - lanes) << 2;
      }
    }
    x += <usize>(length * columns) << 2;
  }
}

function foldRow<Operation>(x: usize, length: i32, start: f32): f32 {
  const operation = changetype<Operation>(0);
  let a = splat(start), b = splat(start);
  let left = length;
  for (; left >= 8; left -= 8, x += 32) {
    a = operation.apply(a, v128.load(x));
    b = operation.apply(b, v128.load(x, 16));
  }
  a = operation.apply(a, b);
  for (; left > 0; left--, x += 4) {
    a = operation.apply(a, f32x4.replace_lane(splat(start), 0, load<f32>(x)));
  }
  a = operation.apply(a, i64x2.shuffle(a, a, 1, 0));
  return f32x4.extract_lane(operation.apply(a, i32x4.shuffle(a, a, 1, 0, 3, 2)), 0);
}

/** All rows but the last may be read beyond their end: what follows is the next row. */
function foldLanes<Operation>(x: usize, length: i32, width: usize, lanes: i32, start: f32): v128 {
  const operation = changetype<Operation>(0);
  let folded = splat(start);
  if (length == 0) return folded;
  for (let row = 1; row < length; row++, x += width) folded = operation.apply(folded, v128.load(x));
  return operation.apply(folded, lanes == 4 ? v128.load(x) : loadLanes(x, lanes));
}

export function maximumOf(x: usize, out: usize, outer: i32, length: i32, columns: i32): void {
  fold<Max>(x, out, outer, length, columns, -Infinity);
}

export function minimumOf(x: usize, out: usize, outer: i32, length: i32, columns: i32): void {
  fold<Min>(x, out, outer, length, columns, Infinity);
}

export function productOf(x: usize, out: usize, outer: i32, length: i32, columns: i32): void {
  fold<Product>(x, out, outer, length, columns, 1);
}

/** out[o, c] = Σ over r of the integers x[o, r, c], which wraps around: in any order, so that one column is added up in eight lanes. */
export function sumIntegers(x: usize, out: usize, outer: i32, length: i32, columns: i32): void {
  const width = <usize>columns << 2;
  for (let matrix = 0; matrix < outer; matrix++, out += width) {
    if (columns === 1) {
      store<i32>(out, sumOfIntegers(x, length));
      x += <usize>length << 2;
      continue;
    }
    memory.fill(out, 0, width);
    for (let row = 0; row < length; row++, x += width) {
      let at: usize = 0;
      for (; at + 16 <= width; at += 16)
        v128.store(out + at, i32x4.add(v128.load(out + at), v128.load(x + at)));
      for (; at < width; at += 4) store<i32>(out + at, load<i32>(out + at) + load<i32>(x + at));
    }
  }
}

function sumOfIntegers(x: usize, length: i32): i32 {
  let low = i32x4.splat(0);
  let high = i32x4.splat(0);
  let left = length;
  for (; left >= 8; left -= 8, x += 32) {
    low = i32x4.add(low, v128.load(x));
    high = i32x4.add(high, v128.load(x, 16));
  }
  const lanes = i32x4.add(low, high);
  let sum =
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3);
  for (; left > 0; left--, x += 4) sum += load<i32>(x);
  return sum;
}
