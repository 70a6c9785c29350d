import { storePair } from "../storePair";

/** Lanes 0 of a and b, then lanes 1: the first half of a transposition. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function interleaveLow(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function interleaveHigh(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function lowHalves(a: v128, b: v128): v128 {
  return v128.shuffle<i64>(a, b, 0, 2);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function highHalves(a: v128, b: v128): v128 {
  return v128.shuffle<i64>(a, b, 1, 3);
}

/** Four numbers of four columns (addresses `step` bytes apart) as four rows of four, each written 32 bytes after the last. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function transposeFour(from: usize, step: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + step);
  const c = v128.load(from + 2 * step);
  const d = v128.load(from + 3 * step);
  const ab = interleaveLow(a, b);
  const cd = interleaveLow(c, d);
  v128.store(to, lowHalves(ab, cd));
  v128.store(to, highHalves(ab, cd), 32);
  const abHigh = interleaveHigh(a, b);
  const cdHigh = interleaveHigh(c, d);
  v128.store(to, lowHalves(abHigh, cdHigh), 64);
  v128.store(to, highHalves(abHigh, cdHigh), 96);
}

/**
 * Lays out `rows` × `columns` numbers of a right-hand side, at byte steps `rowStep` and `columnStep`, as panels of eight
 * columns: panel[row][8], the last one filled up with zeros. Panels are `panelBytes` apart.
 */
export function packPanels(
  from: usize,
  rowStep: usize,
  columnStep: usize,
  rows: i32,
  columns: i32,
  to: usize,
  panelBytes: usize,
): void {
  for (let column = 0; column < columns; column += 8) {
    const wide = min(8, columns - column);
    if (wide == 8 && columnStep == 4) copyRows(from, rowStep, rows, to);
    else if (wide == 8 && rowStep == 4) copyColumns(from, columnStep, rows, to);
    else copyAny(from, rowStep, columnStep, rows, wide, to);
    from += columnStep << 3;
    to += panelBytes;
  }
}

function copyRows(from: usize, rowStep: usize, rows: i32, to: usize): void {
  for (let row = 0; row < rows; row++) {
    storePair(to, v128.load(from), v128.load(from, 16));
    from += rowStep;
    to += 32;
  }
}

function copyColumns(from: usize, columnStep: usize, rows: i32, to: usize): void {
  const second = columnStep << 2;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    transposeFour(from, columnStep, to);
    transposeFour(from + second, columnStep, to + 16);
    from += 16;
    to += 128;
  }
  copyAny(from, 4, columnStep, rows - row, 8, to);
}

function copyAny(from: usize, rowStep: usize, columnStep: usize, rows: i32, columns: i32, to: usize): void {
  const zero = f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    if (columns < 8) {
      storePair(to, zero, zero);
    }
    let at = from;
    for (let column = 0; column < columns; column++) {
      store<f32>(to + (<usize>column << 2), load<f32>(at));
      at += columnStep;
    }
    from += rowStep;
    to += 32;
  }
}
