import { multiplyAdd } from "../multiplyAdd";
import { rowTile, storeRow, tileRows } from "./tile";
import { hasWideVectors } from "./wideTile";

// Tiles for engines that compute on eight lanes, one vector of which is eight columns: where there are no sixteen for wideTile.ts. Every sum has its order.

/** Rows that a narrow tile reads at most. */
export const mostRows: i32 = 8;

/** Up to eight columns of as many rows as the engine does best, as rowTile. Returns how many these were. */
export function narrowTile(
  inputs: usize,
  outputs: usize,
  offsets: usize,
  taps: i32,
  depth: i32,
  panel: usize,
  panelStep: usize,
  shift: usize,
  rows: i32,
  columns: i32,
  accumulate: bool,
  edge: usize,
): i32 {
  if (hasWideVectors() && rows > tileRows) {
    eightRowTile(inputs, outputs, offsets, taps, depth, panel, panelStep, shift, rows, columns, accumulate, edge);
    return mostRows;
  }
  rowTile(inputs, outputs, offsets, taps, depth, panel, panelStep, shift, rows, columns, accumulate, edge);
  return tileRows;
}

/**
 * As rowTile, eight rows by eight columns: eight vectors of eight lanes, which is as many as keep both units busy while each waits for its last sum.
 */
export function eightRowTile(
  inputs: usize,
  outputs: usize,
  offsets: usize,
  taps: i32,
  depth: i32,
  panel: usize,
  panelStep: usize,
  shift: usize,
  rows: i32,
  columns: i32,
  accumulate: bool,
  edge: usize,
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
  let offset = load<usize>(offsets);
  let p0 = load<usize>(inputs) + offset;
  let p1 = load<usize>(inputs, 4) + offset;
  let p2 = load<usize>(inputs, 8) + offset;
  let p3 = load<usize>(inputs, 12) + offset;
  let p4 = load<usize>(inputs, 16) + offset;
  let p5 = load<usize>(inputs, 20) + offset;
  let p6 = load<usize>(inputs, 24) + offset;
  let p7 = load<usize>(inputs, 28) + offset;
  const run = <usize>depth << 2;
  for (; taps > 0; taps--) {
    // No counter of its own: all registers for addresses are taken.
    for (const end = p0 + run; p0 < end; ) {
      const b0 = v128.load(panel);
      const b1 = v128.load(panel, 16);
      let a = v128.load32_splat(p0);
      s00 = multiplyAdd(a, b0, s00);
      s01 = multiplyAdd(a, b1, s01);
      p0 += 4;
      a = v128.load32_splat(p1);
      s10 = multiplyAdd(a, b0, s10);
      s11 = multiplyAdd(a, b1, s11);
      p1 += 4;
      a = v128.load32_splat(p2);
      s20 = multiplyAdd(a, b0, s20);
      s21 = multiplyAdd(a, b1, s21);
      p2 += 4;
      a = v128.load32_splat(p3);
      s30 = multiplyAdd(a, b0, s30);
      s31 = multiplyAdd(a, b1, s31);
      p3 += 4;
      a = v128.load32_splat(p4);
      s40 = multiplyAdd(a, b0, s40);
      s41 = multiplyAdd(a, b1, s41);
      p4 += 4;
      a = v128.load32_splat(p5);
      s50 = multiplyAdd(a, b0, s50);
      s51 = multiplyAdd(a, b1, s51);
      p5 += 4;
      a = v128.load32_splat(p6);
      s60 = multiplyAdd(a, b0, s60);
      s61 = multiplyAdd(a, b1, s61);
      p6 += 4;
      a = v128.load32_splat(p7);
      s70 = multiplyAdd(a, b0, s70);
      s71 = multiplyAdd(a, b1, s71);
      p7 += 4;
      panel += panelStep;
    }
    if (taps == 1) break;
    // From behind this tap's run to the next one's.
    offsets += 4;
    const on = load<usize>(offsets) - offset - run;
    offset += on + run;
    p0 += on;
    p1 += on;
    p2 += on;
    p3 += on;
    p4 += on;
    p5 += on;
    p6 += on;
    p7 += on;
  }
  storeRow(load<usize>(outputs) + shift, s00, s01, columns, accumulate, edge);
  if (rows > 1) storeRow(load<usize>(outputs, 4) + shift, s10, s11, columns, accumulate, edge);
  if (rows > 2) storeRow(load<usize>(outputs, 8) + shift, s20, s21, columns, accumulate, edge);
  if (rows > 3) storeRow(load<usize>(outputs, 12) + shift, s30, s31, columns, accumulate, edge);
  if (rows > 4) storeRow(load<usize>(outputs, 16) + shift, s40, s41, columns, accumulate, edge);
  if (rows > 5) storeRow(load<usize>(outputs, 20) + shift, s50, s51, columns, accumulate, edge);
  if (rows > 6) storeRow(load<usize>(outputs, 24) + shift, s60, s61, columns, accumulate, edge);
  if (rows > 7) storeRow(load<usize>(outputs, 28) + shift, s70, s71, columns, accumulate, edge);
}

/** As columnTile, eight rows at once. */
export function eightColumnTile(
  addresses: usize,
  offset: usize,
  length: i32,
  panel: usize,
  out: usize,
  outStep: usize,
  columns: i32,
  accumulate: bool,
  edge: usize,
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
  for (let k = length; k > 0; k--) {
    const p = load<usize>(addresses) + offset;
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
    panel += 32;
    addresses += 4;
  }
  storeRow(out, s00, s01, columns, accumulate, edge);
  storeRow(out + 1 * outStep, s10, s11, columns, accumulate, edge);
  storeRow(out + 2 * outStep, s20, s21, columns, accumulate, edge);
  storeRow(out + 3 * outStep, s30, s31, columns, accumulate, edge);
  storeRow(out + 4 * outStep, s40, s41, columns, accumulate, edge);
  storeRow(out + 5 * outStep, s50, s51, columns, accumulate, edge);
  storeRow(out + 6 * outStep, s60, s61, columns, accumulate, edge);
  storeRow(out + 7 * outStep, s70, s71, columns, accumulate, edge);
}
