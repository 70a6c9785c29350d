import { multiplyAdd } from "../multiplyAdd";
import { storeTwoPairs } from "../storePair";

let wide: bool = false;

/** Says that the engine computes on eight lanes where it sees two vectors side by side. Results have the same bits either way. */
export function expectWideVectors(expected: bool): void {
  wide = expected;
}

/** Whether it does. */
export function hasWideVectors(): bool {
  return wide;
}

/**
 * Columns that wide tiles take of so many: two panels' at a time. Their sums are as those of tile.ts, each in the same order, but twelve
 * vectors of them are of eight lanes; four lanes at a time they would not fit into the registers, and take half as long again.
 */
export function wideColumns(columns: i32): i32 {
  return wide ? columns & ~15 : 0;
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function storeWideRow(out: usize, a: v128, b: v128, c: v128, d: v128, accumulate: bool): void {
  if (accumulate) {
    a = f32x4.add(v128.load(out), a);
    b = f32x4.add(v128.load(out, 16), b);
    c = f32x4.add(v128.load(out, 32), c);
    d = f32x4.add(v128.load(out, 48), d);
  }
  storeTwoPairs(out, a, b, c, d);
}

/** As rowTile, sixteen columns at once: those of `panel` and those of `next`, the panel after it. */
export function wideRowTile(
  inputs: usize,
  outputs: usize,
  offsets: usize,
  taps: i32,
  depth: i32,
  panel: usize,
  next: usize,
  panelStep: usize,
  shift: usize,
  rows: i32,
  accumulate: bool,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00, s02 = s00, s03 = s00;
  let s10 = s00, s11 = s00, s12 = s00, s13 = s00;
  let s20 = s00, s21 = s00, s22 = s00, s23 = s00;
  let s30 = s00, s31 = s00, s32 = s00, s33 = s00;
  let s40 = s00, s41 = s00, s42 = s00, s43 = s00;
  let s50 = s00, s51 = s00, s52 = s00, s53 = s00;
  for (let tap = 0; tap < taps; tap++) {
    const offset = load<usize>(offsets + (<usize>tap << 2));
    let p0 = load<usize>(inputs) + offset;
    let p1 = load<usize>(inputs, 4) + offset;
    let p2 = load<usize>(inputs, 8) + offset;
    let p3 = load<usize>(inputs, 12) + offset;
    let p4 = load<usize>(inputs, 16) + offset;
    let p5 = load<usize>(inputs, 20) + offset;
    for (let k = depth; k > 0; k--) {
      const b0 = v128.load(panel);
      const b1 = v128.load(panel, 16);
      const b2 = v128.load(next);
      const b3 = v128.load(next, 16);
      let a = v128.load32_splat(p0);
      s00 = multiplyAdd(a, b0, s00);
      s01 = multiplyAdd(a, b1, s01);
      s02 = multiplyAdd(a, b2, s02);
      s03 = multiplyAdd(a, b3, s03);
      p0 += 4;
      a = v128.load32_splat(p1);
      s10 = multiplyAdd(a, b0, s10);
      s11 = multiplyAdd(a, b1, s11);
      s12 = multiplyAdd(a, b2, s12);
      s13 = multiplyAdd(a, b3, s13);
      p1 += 4;
      a = v128.load32_splat(p2);
      s20 = multiplyAdd(a, b0, s20);
      s21 = multiplyAdd(a, b1, s21);
      s22 = multiplyAdd(a, b2, s22);
      s23 = multiplyAdd(a, b3, s23);
      p2 += 4;
      a = v128.load32_splat(p3);
      s30 = multiplyAdd(a, b0, s30);
      s31 = multiplyAdd(a, b1, s31);
      s32 = multiplyAdd(a, b2, s32);
      s33 = multiplyAdd(a, b3, s33);
      p3 += 4;
      a = v128.load32_splat(p4);
      s40 = multiplyAdd(a, b0, s40);
      s41 = multiplyAdd(a, b1, s41);
      s42 = multiplyAdd(a, b2, s42);
      s43 = multiplyAdd(a, b3, s43);
      p4 += 4;
      a = v128.load32_splat(p5);
      s50 = multiplyAdd(a, b0, s50);
      s51 = multiplyAdd(a, b1, s51);
      s52 = multiplyAdd(a, b2, s52);
      s53 = multiplyAdd(a, b3, s53);
      p5 += 4;
      panel += panelStep;
      next += panelStep;
    }
  }
  storeWideRow(load<usize>(outputs) + shift, s00, s01, s02, s03, accumulate);
  if (rows > 1) storeWideRow(load<usize>(outputs, 4) + shift, s10, s11, s12, s13, accumulate);
  if (rows > 2) storeWideRow(load<usize>(outputs, 8) + shift, s20, s21, s22, s23, accumulate);
  if (rows > 3) storeWideRow(load<usize>(outputs, 12) + shift, s30, s31, s32, s33, accumulate);
  if (rows > 4) storeWideRow(load<usize>(outputs, 16) + shift, s40, s41, s42, s43, accumulate);
  if (rows > 5) storeWideRow(load<usize>(outputs, 20) + shift, s50, s51, s52, s53, accumulate);
}

/** As columnTile, sixteen columns at once. */
export function wideColumnTile(
  addresses: usize,
  offset: usize,
  length: i32,
  panel: usize,
  next: usize,
  out: usize,
  outStep: usize,
  rows: i32,
  accumulate: bool,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00, s02 = s00, s03 = s00;
  let s10 = s00, s11 = s00, s12 = s00, s13 = s00;
  let s20 = s00, s21 = s00, s22 = s00, s23 = s00;
  let s30 = s00, s31 = s00, s32 = s00, s33 = s00;
  let s40 = s00, s41 = s00, s42 = s00, s43 = s00;
  let s50 = s00, s51 = s00, s52 = s00, s53 = s00;
  for (let k = length; k > 0; k--) {
    const p = load<usize>(addresses) + offset;
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    const b2 = v128.load(next);
    const b3 = v128.load(next, 16);
    let a = v128.load32_splat(p);
    s00 = multiplyAdd(a, b0, s00);
    s01 = multiplyAdd(a, b1, s01);
    s02 = multiplyAdd(a, b2, s02);
    s03 = multiplyAdd(a, b3, s03);
    a = v128.load32_splat(p, 4);
    s10 = multiplyAdd(a, b0, s10);
    s11 = multiplyAdd(a, b1, s11);
    s12 = multiplyAdd(a, b2, s12);
    s13 = multiplyAdd(a, b3, s13);
    a = v128.load32_splat(p, 8);
    s20 = multiplyAdd(a, b0, s20);
    s21 = multiplyAdd(a, b1, s21);
    s22 = multiplyAdd(a, b2, s22);
    s23 = multiplyAdd(a, b3, s23);
    a = v128.load32_splat(p, 12);
    s30 = multiplyAdd(a, b0, s30);
    s31 = multiplyAdd(a, b1, s31);
    s32 = multiplyAdd(a, b2, s32);
    s33 = multiplyAdd(a, b3, s33);
    a = v128.load32_splat(p, 16);
    s40 = multiplyAdd(a, b0, s40);
    s41 = multiplyAdd(a, b1, s41);
    s42 = multiplyAdd(a, b2, s42);
    s43 = multiplyAdd(a, b3, s43);
    a = v128.load32_splat(p, 20);
    s50 = multiplyAdd(a, b0, s50);
    s51 = multiplyAdd(a, b1, s51);
    s52 = multiplyAdd(a, b2, s52);
    s53 = multiplyAdd(a, b3, s53);
    panel += 32;
    next += 32;
    addresses += 4;
  }
  storeWideRow(out, s00, s01, s02, s03, accumulate);
  if (rows > 1) storeWideRow(out + 1 * outStep, s10, s11, s12, s13, accumulate);
  if (rows > 2) storeWideRow(out + 2 * outStep, s20, s21, s22, s23, accumulate);
  if (rows > 3) storeWideRow(out + 3 * outStep, s30, s31, s32, s33, accumulate);
  if (rows > 4) storeWideRow(out + 4 * outStep, s40, s41, s42, s43, accumulate);
  if (rows > 5) storeWideRow(out + 5 * outStep, s50, s51, s52, s53, accumulate);
}
