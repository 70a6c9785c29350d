import { multiplyAdd } from "../multiplyAdd";
import { storeRow } from "./tile";

// Convolutions over one channel on eight lanes: pixels lie side by side, so that no tile is copied together first. Every sum has its order.

/** Neighbouring pixels of one tile. */
export const stripPixels: i32 = 8;

/**
 * Eight neighbouring pixels of a convolution whose pixels lie 4 bytes apart (one channel, read at every column), times eight columns of the filter: one address
 * does for all of them.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function stripTile(
  from: usize,
  offsets: usize,
  taps: i32,
  depth: i32,
  panel: usize,
  out: usize,
  outStep: usize,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00, s11 = s00;
  let s20 = s00, s21 = s00;
  let s30 = s00, s31 = s00;
  let s40 = s00, s41 = s00;
  let s50 = s00, s51 = s00;
  let s60 = s00, s61 = s00;
  let s70 = s00, s71 = s00;
  for (; taps > 0; taps--, offsets += 4) {
    let p = from + load<usize>(offsets);
    for (let k = depth; k > 0; k--, p += 4, panel += 32) {
      const b0 = v128.load(panel);
      const b1 = v128.load(panel, 16);
      let a = v128.load32_splat(p);
      s00 = multiplyAdd(a, b0, s00);
      s01 = multiplyAdd(a, b1, s01);
      a = v128.load32_splat(p, 4);
      s10 = multiplyAdd(a, b0, s10);
      s11 = multiplyAdd(a, b1, s11);
      a = v128.load32_splat(p, 8);
      s20 = multiplyAdd(a, b0, s20);
      s21 = multiplyAdd(a, b1, s21);
      a = v128.load32_splat(p, 12);
      s30 = multiplyAdd(a, b0, s30);
      s31 = multiplyAdd(a, b1, s31);
      a = v128.load32_splat(p, 16);
      s40 = multiplyAdd(a, b0, s40);
      s41 = multiplyAdd(a, b1, s41);
      a = v128.load32_splat(p, 20);
      s50 = multiplyAdd(a, b0, s50);
      s51 = multiplyAdd(a, b1, s51);
      a = v128.load32_splat(p, 24);
      s60 = multiplyAdd(a, b0, s60);
      s61 = multiplyAdd(a, b1, s61);
      a = v128.load32_splat(p, 28);
      s70 = multiplyAdd(a, b0, s70);
      s71 = multiplyAdd(a, b1, s71);
    }
  }
  storeRow(out, s00, s01, 8, false, 0);
  storeRow(out + 1 * outStep, s10, s11, 8, false, 0);
  storeRow(out + 2 * outStep, s20, s21, 8, false, 0);
  storeRow(out + 3 * outStep, s30, s31, 8, false, 0);
  storeRow(out + 4 * outStep, s40, s41, 8, false, 0);
  storeRow(out + 5 * outStep, s50, s51, 8, false, 0);
  storeRow(out + 6 * outStep, s60, s61, 8, false, 0);
  storeRow(out + 7 * outStep, s70, s71, 8, false, 0);
}

/**
 * The gradient of a filter of 3 × 3 numbers over one channel, for eight channels of dy: its rows lie side by side at each of `length` addresses plus
 * three `offsets`, and dy's numbers every `dyStep` bytes. `gradient` has the nine rows `step` bytes apart.
 */
export function nineTile(
  addresses: usize,
  offsets: usize,
  length: i32,
  dy: usize,
  dyStep: usize,
  gradient: usize,
  step: usize,
  accumulate: bool,
): void {
  const first = load<usize>(offsets), second = load<usize>(offsets, 4), third = load<usize>(offsets, 8);
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00, s11 = s00;
  let s20 = s00, s21 = s00;
  let s30 = s00, s31 = s00;
  let s40 = s00, s41 = s00;
  let s50 = s00, s51 = s00;
  let s60 = s00, s61 = s00;
  let s70 = s00, s71 = s00;
  let s80 = s00, s81 = s00;
  for (let k = length; k > 0; k--) {
    const p = load<usize>(addresses);
    const b0 = v128.load(dy);
    const b1 = v128.load(dy, 16);
    let q = p + first;
    let a = v128.load32_splat(q);
    s00 = multiplyAdd(a, b0, s00);
    s01 = multiplyAdd(a, b1, s01);
    a = v128.load32_splat(q, 4);
    s10 = multiplyAdd(a, b0, s10);
    s11 = multiplyAdd(a, b1, s11);
    a = v128.load32_splat(q, 8);
    s20 = multiplyAdd(a, b0, s20);
    s21 = multiplyAdd(a, b1, s21);
    q = p + second;
    a = v128.load32_splat(q);
    s30 = multiplyAdd(a, b0, s30);
    s31 = multiplyAdd(a, b1, s31);
    a = v128.load32_splat(q, 4);
    s40 = multiplyAdd(a, b0, s40);
    s41 = multiplyAdd(a, b1, s41);
    a = v128.load32_splat(q, 8);
    s50 = multiplyAdd(a, b0, s50);
    s51 = multiplyAdd(a, b1, s51);
    q = p + third;
    a = v128.load32_splat(q);
    s60 = multiplyAdd(a, b0, s60);
    s61 = multiplyAdd(a, b1, s61);
    a = v128.load32_splat(q, 4);
    s70 = multiplyAdd(a, b0, s70);
    s71 = multiplyAdd(a, b1, s71);
    a = v128.load32_splat(q, 8);
    s80 = multiplyAdd(a, b0, s80);
    s81 = multiplyAdd(a, b1, s81);
    dy += dyStep;
    addresses += 4;
  }
  storeRow(gradient, s00, s01, 8, accumulate, 0);
  storeRow(gradient + 1 * step, s10, s11, 8, accumulate, 0);
  storeRow(gradient + 2 * step, s20, s21, 8, accumulate, 0);
  storeRow(gradient + 3 * step, s30, s31, 8, accumulate, 0);
  storeRow(gradient + 4 * step, s40, s41, 8, accumulate, 0);
  storeRow(gradient + 5 * step, s50, s51, 8, accumulate, 0);
  storeRow(gradient + 6 * step, s60, s61, 8, accumulate, 0);
  storeRow(gradient + 7 * step, s70, s71, 8, accumulate, 0);
  storeRow(gradient + 8 * step, s80, s81, 8, accumulate, 0);
}
