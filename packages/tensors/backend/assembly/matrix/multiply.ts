import { copyLeftOver, copyTogether, mostTogether } from "./leftOver";
import { packPanels } from "./packPanels";
import { blockColumns, blockDepth, blockRows, edgeIn, inputsIn, outputsIn, zeroIn } from "./scratch";
import { eightColumnTile, mostRows, narrowTile } from "./narrowTile";
import { columnTile, tileRows } from "./tile";
import { hasWideVectors, wideColumns, wideColumnTile, wideRowTile } from "./wideTile";

/** Up to here, two tiles, the right-hand side is read where it is. */
const fewRows: i32 = 12;

/**
 * out = a · b, or out += a · b, for `rows` × `inner` and `inner` × `columns` float32 matrices at any byte steps between their rows
 * and columns, of which one is 4 for `a`. `out` is row-major, its rows `outStep` bytes apart. Blocks and the order of sums depend
 * on the sizes alone. The panels-in-cache scheme is Goto & van de Geijn's (ACM TOMS 34(3), 2008).
 */
export function multiply(
  a: usize,
  aRowStep: usize,
  aColumnStep: usize,
  b: usize,
  bRowStep: usize,
  bColumnStep: usize,
  out: usize,
  outStep: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  accumulate: bool,
  scratch: usize,
): void {
  for (let column = 0; column < columns; column += blockColumns) {
    const wide = min(blockColumns, columns - column);
    const outBlock = out + (<usize>column << 2);
    for (let k = 0; k < inner; k += blockDepth) {
      const depth = min(blockDepth, inner - k);
      const add = accumulate || k > 0;
      const right = b + <usize>k * bRowStep + <usize>column * bColumnStep;
      const left = a + <usize>k * aColumnStep;
      // Few rows use each panel too seldom to pay for packing it.
      const inPlace = rows <= fewRows && aColumnStep == 4 && bColumnStep == 4 ? wide & ~7 : 0;
      packPanels(
        right + (<usize>inPlace << 2), bRowStep, bColumnStep, depth, wide - inPlace,
        scratch + <usize>depth * (<usize>inPlace << 2), <usize>depth << 5,
      );
      if (aColumnStep == 4) {
        if (inPlace > 0) multiplyRows(left, aRowStep, depth, right, bRowStep, inPlace, outBlock, outStep, rows, add, scratch);
        if (wide > inPlace) {
          const rest = <usize>inPlace << 2;
          multiplyRows(
            left, aRowStep, depth, scratch + <usize>depth * rest, 32, wide - inPlace,
            outBlock + rest, outStep, rows, add, scratch,
          );
        }
      } else multiplyColumns(left, aColumnStep, depth, wide, outBlock, outStep, rows, add, scratch);
    }
  }
}

/** Repeats the last of so many addresses to the end of a tile: it is read, and left out of the result. */
export function fillTile(inputs: usize, count: i32): void {
  const last = load<usize>(inputs + (<usize>(count - 1) << 2));
  for (const end = count + mostRows - 1; count < end; count++) store<usize>(inputs + (<usize>count << 2), last);
}

function multiplyRows(
  a: usize,
  aRowStep: usize,
  depth: i32,
  panels: usize,
  panelStep: usize,
  columns: i32,
  out: usize,
  outStep: usize,
  rows: i32,
  accumulate: bool,
  scratch: usize,
): void {
  const inputs = inputsIn(scratch);
  const outputs = outputsIn(scratch);
  const offsets = zeroIn(scratch);
  const edge = edgeIn(scratch);
  store<usize>(offsets, 0);
  for (let first = 0; first < rows; first += blockRows) {
    const high = min(blockRows, rows - first);
    let from = a + <usize>first * aRowStep;
    let to = out + <usize>first * outStep;
    for (let row = 0; row < high; row++, from += aRowStep, to += outStep) {
      const at: usize = row << 2;
      store<usize>(inputs + at, from);
      store<usize>(outputs + at, to);
    }
    fillTile(inputs, high);
    let panel = panels;
    // Panels that are read in place lie side by side, packed ones one behind the other.
    const next: usize = panelStep == 32 ? <usize>depth << 5 : 32;
    const inPairs = wideColumns(columns);
    for (let column = 0; column < columns; ) {
      const wide = column < inPairs ? 16 : min(8, columns - column);
      const shift = <usize>column << 2;
      for (let row = 0; row < high; ) {
        const input = inputs + (<usize>row << 2);
        const output = outputs + (<usize>row << 2);
        const left = high - row;
        if (wide == 16) {
          wideRowTile(input, output, offsets, 1, depth, panel, panel + next, panelStep, shift, left, accumulate);
          row += tileRows;
        } else row += narrowTile(input, output, offsets, 1, depth, panel, panelStep, shift, left, wide, accumulate, edge);
      }
      panel += wide == 16 ? next << 1 : next;
      column += wide;
    }
  }
}

function multiplyColumns(
  a: usize,
  aColumnStep: usize,
  depth: i32,
  columns: i32,
  out: usize,
  outStep: usize,
  rows: i32,
  accumulate: bool,
  scratch: usize,
): void {
  // Numbers so far apart throw each other out of the first cache: they are copied together, as many rows at once as there is room for.
  if ((aColumnStep & 4095) == 0 && columns >= 32) {
    for (let first = 0; first < rows; first += mostTogether) {
      const high = min(mostTogether, rows - first);
      const table = copyTogether(a + (<usize>first << 2), aColumnStep, depth, high, scratch);
      multiplyGathered(table, 0, depth, columns, out + <usize>first * outStep, outStep, high, accumulate, true, scratch);
    }
    return;
  }
  const addresses = inputsIn(scratch);
  for (let k = 0; k < depth; k++) store<usize>(addresses + (<usize>k << 2), a + <usize>k * aColumnStep);
  // What lies behind the last row is read with it, and left out of the result.
  const end = a + <usize>(depth - 1) * aColumnStep + (<usize>(rows + tileRows) << 2);
  const readable = end <= <usize>memory.size() << 16;
  multiplyGathered(addresses, 0, depth, columns, out, outStep, rows, accumulate, readable, scratch);
}

/**
 * out[i][j] (+)= Σ over k of address(k)[offset + i] · panels[k][j]: `depth` addresses of `rows` numbers each, and packed panels at
 * the start of the scratch memory. `readable` says that whole tiles may be read there, past the last row.
 */
export function multiplyGathered(
  addresses: usize,
  offset: usize,
  depth: i32,
  columns: i32,
  out: usize,
  outStep: usize,
  rows: i32,
  accumulate: bool,
  readable: bool,
  scratch: usize,
): void {
  const inPairs = wideColumns(columns);
  if (inPairs > 0)
    gatheredTiles(addresses, offset, depth, 0, inPairs, 16, out, outStep, rows, accumulate, readable, scratch);
  if (inPairs < columns)
    gatheredTiles(addresses, offset, depth, inPairs, columns, 8, out, outStep, rows, accumulate, readable, scratch);
}

/** The columns from `first` to `end` of multiplyGathered, sixteen or eight `together`. */
function gatheredTiles(
  addresses: usize,
  offset: usize,
  depth: i32,
  first: i32,
  end: i32,
  together: i32,
  out: usize,
  outStep: usize,
  rows: i32,
  accumulate: bool,
  readable: bool,
  scratch: usize,
): void {
  const edge = edgeIn(scratch);
  const tallest = hasWideVectors() && together == 8 ? mostRows : tileRows;
  for (let row = 0; row < rows; ) {
    const left = rows - row;
    const high = left >= tallest ? tallest : min(tileRows, left);
    let table = addresses;
    let shift = offset + (<usize>row << 2);
    if (high < tileRows && !readable) {
      table = copyLeftOver(addresses, shift, depth, high, scratch);
      shift = 0;
    }
    for (let column = first; column < end; column += together) {
      const panel = scratch + (<usize>depth << 2) * <usize>column;
      const at = out + <usize>row * outStep + (<usize>column << 2);
      const wide = min(together, end - column);
      if (together == 16)
        wideColumnTile(table, shift, depth, panel, panel + (<usize>depth << 5), at, outStep, high, accumulate);
      else if (high == mostRows) eightColumnTile(table, shift, depth, panel, at, outStep, wide, accumulate, edge);
      else columnTile(table, shift, depth, panel, at, outStep, high, wide, accumulate, edge);
    }
    row += high;
  }
}
