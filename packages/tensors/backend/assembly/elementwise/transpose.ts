/** Columns of a panel: a cache line of the target for each of its rows stays near while the panel is walked. */
const panel: i32 = 16;

/**
 * n0 × n1 matrices of rows × columns numbers (4 bytes each), each written transposed. In the source a column is one number on and a
 * row `fromRow`; in the target a row is one number on and a column `toColumn`; f and t are the steps of the outer axes.
 */
export function transpose(
  from: usize, to: usize, n0: i32, n1: i32, rows: i32, columns: i32,
  f0: i32, f1: i32, fromRow: i32, t0: i32, t1: i32, toColumn: i32,
): void {
  for (let i0 = 0; i0 < n0; i0++) {
    for (let i1 = 0; i1 < n1; i1++) {
      const source = from + (<usize>(i0 * f0 + i1 * f1) << 2);
      const target = to + (<usize>(i0 * t0 + i1 * t1) << 2);
      for (let first = 0; first < columns; first += panel) {
        const width = min(panel, columns - first);
        transposePanel(
          source + (<usize>first << 2), target + (<usize>(first * toColumn) << 2), rows, width,
          <usize>fromRow << 2, <usize>toColumn << 2,
        );
      }
    }
  }
}

/** Steps in bytes. Blocks of 4 × 4, and number by number along the edges. */
function transposePanel(from: usize, to: usize, rows: i32, columns: i32, fromStep: usize, toStep: usize): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4, from += fromStep << 2, to += 16) {
    let source = from;
    let target = to;
    let column = 0;
    for (; column + 4 <= columns; column += 4, source += 16, target += toStep << 2) {
      transposeBlock(source, target, fromStep, toStep);
    }
    for (; column < columns; column++, source += 4, target += toStep) {
      store<u32>(target, load<u32>(source));
      store<u32>(target, load<u32>(source + fromStep), 4);
      store<u32>(target, load<u32>(source + 2 * fromStep), 8);
      store<u32>(target, load<u32>(source + 3 * fromStep), 12);
    }
  }
  for (; row < rows; row++, from += fromStep, to += 4) {
    let target = to;
    for (let column = 0; column < columns; column++, target += toStep) {
      store<u32>(target, load<u32>(from + (<usize>column << 2)));
    }
  }
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function transposeBlock(from: usize, to: usize, fromStep: usize, toStep: usize): void {
  const r0 = v128.load(from);
  const r1 = v128.load(from + fromStep);
  const r2 = v128.load(from + 2 * fromStep);
  const r3 = v128.load(from + 3 * fromStep);
  const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5);
  const high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5);
  const high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
  v128.store(to, i64x2.shuffle(low01, low23, 0, 2));
  v128.store(to + toStep, i64x2.shuffle(low01, low23, 1, 3));
  v128.store(to + 2 * toStep, i64x2.shuffle(high01, high23, 0, 2));
  v128.store(to + 3 * toStep, i64x2.shuffle(high01, high23, 1, 3));
}
