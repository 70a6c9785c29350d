import { multiplyAdd } from "../multiplyAdd";
import { storePair } from "../storePair";

/** Rows and columns of the result that one call of a tile computes: twelve vectors of sums, all in registers. */
export const tileRows: i32 = 6;
export const tileColumns: i32 = 8;

/** Writes one row of a tile, or adds it to what is there. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function storeRow(out: usize, low: v128, high: v128, columns: i32, accumulate: bool, edge: usize): void {
  if (columns == 8) {
    if (accumulate) {
      low = f32x4.add(v128.load(out), low);
      high = f32x4.add(v128.load(out, 16), high);
    }
    storePair(out, low, high);
  } else {
    storePair(edge, low, high);
    for (let column = 0; column < columns; column++) {
      const at: usize = column << 2;
      const number = load<f32>(edge + at);
      store<f32>(out + at, accumulate ? load<f32>(out + at) + number : number);
    }
  }
}

/**
 * out[i][j] = Σ over taps t and depth d of in[i][offsets[t] + d] · panel[t · depth + d][j], for up to six rows and eight columns.
 *
 * `inputs` and `outputs` hold six addresses each (those past `rows` are read, not written), to the latter of which `shift` is added,
 * `offsets` one byte offset for each tap; `panel` holds eight numbers every
 * `panelStep` bytes: 32 where packPanels laid it out, a matrix's row where it is read in place. A matrix product is the case of one tap with offset 0, a convolution that of
 * addresses of pixels. `edge` is 32 bytes of scratch.
 */
export function rowTile(
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
  let s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00;
  let s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00;
  for (let tap = 0; tap < taps; tap++) {
    const offset = load<usize>(offsets + (<usize>tap << 2));
    let p0 = load<usize>(inputs) + offset;
    let p1 = load<usize>(inputs, 4) + offset;
    let p2 = load<usize>(inputs, 8) + offset;
    let p3 = load<usize>(inputs, 12) + offset;
    let p4 = load<usize>(inputs, 16) + offset;
    let p5 = load<usize>(inputs, 20) + offset;
    // Not unrolled: with two steps at once V8 runs out of registers and takes a third longer.
    for (let k = depth; k > 0; k--) {
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
      panel += panelStep;
    }
  }
  storeRow(load<usize>(outputs) + shift, s00, s01, columns, accumulate, edge);
  if (rows > 1) storeRow(load<usize>(outputs, 4) + shift, s10, s11, columns, accumulate, edge);
  if (rows > 2) storeRow(load<usize>(outputs, 8) + shift, s20, s21, columns, accumulate, edge);
  if (rows > 3) storeRow(load<usize>(outputs, 12) + shift, s30, s31, columns, accumulate, edge);
  if (rows > 4) storeRow(load<usize>(outputs, 16) + shift, s40, s41, columns, accumulate, edge);
  if (rows > 5) storeRow(load<usize>(outputs, 20) + shift, s50, s51, columns, accumulate, edge);
}

/**
 * out[i][j] = Σ over k of address(k)[i] · panel[k][j], for six rows i that lie side by side in memory: a product whose left side
 * is transposed, or a convolution's filter gradient. `addresses` holds one address for each k, to which `offset` is added; all
 * six numbers there are read. `out` is the first row's address, `outStep` the bytes from one row to the next.
 */
export function columnTile(
  addresses: usize,
  offset: usize,
  length: i32,
  panel: usize,
  out: usize,
  outStep: usize,
  rows: i32,
  columns: i32,
  accumulate: bool,
  edge: usize,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00;
  let s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00;
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
    panel += 32;
    addresses += 4;
  }
  storeRow(out, s00, s01, columns, accumulate, edge);
  if (rows > 1) storeRow(out + 1 * outStep, s10, s11, columns, accumulate, edge);
  if (rows > 2) storeRow(out + 2 * outStep, s20, s21, columns, accumulate, edge);
  if (rows > 3) storeRow(out + 3 * outStep, s30, s31, columns, accumulate, edge);
  if (rows > 4) storeRow(out + 4 * outStep, s40, s41, columns, accumulate, edge);
  if (rows > 5) storeRow(out + 5 * outStep, s50, s51, columns, accumulate, edge);
}
