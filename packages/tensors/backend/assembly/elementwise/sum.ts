import { storeTwoPairs } from "../storePair";
import { loadLanes, splat, storeLanes } from "./lanes";

/** Numbers that are added up in float32 lanes before they join a double: sixteen lanes of 32 each. */
const block: i32 = 512;
/** Rows that are added up in registers before they join other sums, and before those join the result. */
const fewRows: i32 = 64;
const manyRows: i32 = 4096;

/**
 * out[i] = scale · Σ of `length` consecutive numbers, for each of `rows`. Blocks of 512 are added in sixteen lanes, their sums in double
 * precision, in an order that depends on `length` alone: the error is that of about 36 additions, however long the row.
 */
export function sumRows(x: usize, out: usize, rows: i32, length: i32, scale: f64): void {
  for (let row = 0; row < rows; row++, x += <usize>length << 2, out += 4) {
    store<f32>(out, <f32>(sumOf(x, length) * scale));
  }
}

function sumOf(x: usize, length: i32): f64 {
  let sum: f64 = 0;
  let left = length;
  for (; left >= 16; ) {
    const count = min(left, block) & ~15;
    const end = x + (<usize>count << 2);
    let s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
    for (; x < end; x += 64) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
    }
    sum += sumOfLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
    left -= count;
  }
  let rest = splat(0);
  for (; left >= 4; left -= 4, x += 16) rest = f32x4.add(rest, v128.load(x));
  if (left > 0) rest = f32x4.add(rest, loadLanes(x, left));
  return sum + sumOfLanes(rest);
}

/** In double precision. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function sumOfLanes(lanes: v128): f64 {
  const pairs = f64x2.add(
    f64x2.promote_low_f32x4(lanes),
    f64x2.promote_low_f32x4(i64x2.shuffle(lanes, lanes, 1, 0)),
  );
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/**
 * out[o, c] = scale · Σ over r of x[o, r, c]: `outer` matrices of rows × columns numbers, summed over rows. 64 rows are added in registers,
 * then up to 64 such sums, then those, in an order that depends on `rows` and `columns` alone: a number takes part in some 128
 * additions, and one more for every 4096 rows.
 */
export function sumColumns(x: usize, out: usize, outer: i32, rows: i32, columns: i32, scale: f32): void {
  const width = <usize>columns << 2;
  for (let matrix = 0; matrix < outer; matrix++, out += width) {
    for (let first = 0; first < rows; first += manyRows) {
      const count = min(manyRows, rows - first);
      const isFirst = first == 0;
      const factor = first + count == rows ? scale : 1;
      let column = 0;
      for (; column + 16 <= columns; column += 16) {
        addStrip(x + (<usize>column << 2), out + (<usize>column << 2), count, width, isFirst, factor);
      }
      for (; column < columns; column += 4) {
        const lanes = min(4, columns - column);
        addLanes(x + (<usize>column << 2), out + (<usize>column << 2), count, width, lanes, isFirst, factor);
      }
      x += width * count;
    }
    if (rows == 0) memory.fill(out, 0, width);
  }
}

function addStrip(x: usize, out: usize, rows: i32, width: usize, isFirst: bool, factor: f32): void {
  let t0 = splat(0), t1 = splat(0), t2 = splat(0), t3 = splat(0);
  while (rows > 0) {
    let s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
    const end = x + width * min(rows, fewRows);
    for (; x < end; x += width) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
    }
    t0 = f32x4.add(t0, s0);
    t1 = f32x4.add(t1, s1);
    t2 = f32x4.add(t2, s2);
    t3 = f32x4.add(t3, s3);
    rows -= fewRows;
  }
  if (!isFirst) {
    t0 = f32x4.add(v128.load(out), t0);
    t1 = f32x4.add(v128.load(out, 16), t1);
    t2 = f32x4.add(v128.load(out, 32), t2);
    t3 = f32x4.add(v128.load(out, 48), t3);
  }
  const scale = splat(factor);
  storeTwoPairs(out, f32x4.mul(t0, scale), f32x4.mul(t1, scale), f32x4.mul(t2, scale), f32x4.mul(t3, scale));
}

/** Up to four columns. All rows but the last are read four numbers wide: what follows is the next row. */
function addLanes(
  x: usize, out: usize, rows: i32, width: usize, lanes: i32, isFirst: bool, factor: f32,
): void {
  let total = splat(0);
  while (rows > 0) {
    let sum = splat(0);
    const last = x + width * (min(rows, fewRows) - 1);
    for (; x < last; x += width) sum = f32x4.add(sum, v128.load(x));
    sum = f32x4.add(sum, lanes == 4 ? v128.load(x) : loadLanes(x, lanes));
    x += width;
    total = f32x4.add(total, sum);
    rows -= fewRows;
  }
  if (!isFirst) total = f32x4.add(lanes == 4 ? v128.load(out) : loadLanes(out, lanes), total);
  total = f32x4.mul(total, splat(factor));
  if (lanes == 4) v128.store(out, total);
  else storeLanes(out, total, lanes);
}
