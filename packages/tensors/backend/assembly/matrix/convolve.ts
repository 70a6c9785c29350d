import { copySegments, mostTogether } from "./leftOver";
import { fillTile, multiplyGathered } from "./multiply";
import { narrowTile } from "./narrowTile";
import { packPanels } from "./packPanels";
import { blockColumns, blockDepth, blockRows, edgeIn, inputsIn, outputsIn } from "./scratch";
import { nineTile, stripPixels, stripTile } from "./oneChannel";
import { tileRows } from "./tile";
import { hasWideVectors, wideColumns, wideRowTile } from "./wideTile";

/**
 * Convolution as a matrix product whose left side is read in place: result pixel (image, row, column) is
 * Σ over taps t and depth d of x[pixel's address + offsets[t] + d] · filter[filterOffsets[t]][d][·].
 *
 * x and out are given by address and by bytes from one image, row and column of *result* pixels to the next, so that strides,
 * dilations and the phases of a strided gradient are all the same code; x holds its zero padding. A tap's filter is depth ×
 * channels numbers at byte steps `filterRowStep` and `filterColumnStep`.
 */
export function convolve(
  x: usize,
  imageStep: usize,
  rowStep: usize,
  columnStep: usize,
  images: i32,
  rows: i32,
  columns: i32,
  taps: i32,
  offsets: usize,
  depth: i32,
  filter: usize,
  filterOffsets: usize,
  filterRowStep: usize,
  filterColumnStep: usize,
  channels: i32,
  out: usize,
  outImageStep: usize,
  outRowStep: usize,
  outColumnStep: usize,
  scratch: usize,
): void {
  const deep = min(depth, blockDepth);
  const together = max(1, blockDepth / deep);
  const inOnePass = taps <= together && deep == depth;
  const inStrips = hasWideVectors() && columnStep == 4 && columns >= stripPixels && inOnePass && channels % 8 == 0;
  for (let channel = 0; channel < channels; channel += blockColumns) {
    const wide = min(blockColumns, channels - channel);
    const shift = <usize>channel * filterColumnStep;
    let first = true;
    for (let tap = 0; tap < taps; tap += together) {
      const count = min(together, taps - tap);
      for (let d = 0; d < depth; d += deep) {
        const length = min(deep, depth - d);
        const panelBytes = <usize>(count * length) << 5;
        for (let t = 0; t < count; t++) {
          const from = filter + load<usize>(filterOffsets + (<usize>(tap + t) << 2)) + shift;
          packPanels(
            from + <usize>d * filterRowStep,
            filterRowStep,
            filterColumnStep,
            length,
            wide,
            scratch + (<usize>(t * length) << 5),
            panelBytes,
          );
        }
        if (inStrips) {
          convolveStrips(
            x, imageStep, rowStep, images, rows, columns, count, offsets, length, wide, out + (<usize>channel << 2),
            outImageStep, outRowStep, outColumnStep, scratch,
          );
          break;
        }
        convolvePixels(
          x + (<usize>d << 2), imageStep, rowStep, columnStep, images, rows, columns,
          count, offsets + (<usize>tap << 2), length, wide,
          out + (<usize>channel << 2), outImageStep, outRowStep, outColumnStep, !first, scratch,
        );
        first = false;
      }
    }
  }
}

/** Pixel rows of one channel, eight pixels at a time; the last eight of a row may begin among those before. The panels are all there is to a sum. */
function convolveStrips(
  x: usize,
  imageStep: usize,
  rowStep: usize,
  images: i32,
  rows: i32,
  columns: i32,
  taps: i32,
  offsets: usize,
  depth: i32,
  channels: i32,
  out: usize,
  outImageStep: usize,
  outRowStep: usize,
  outColumnStep: usize,
  panels: usize,
): void {
  const panelBytes = <usize>(taps * depth) << 5;
  for (let image = 0; image < images; image++, x += imageStep, out += outImageStep) {
    for (let row = 0; row < rows; row++) {
      const from = x + <usize>row * rowStep;
      const to = out + <usize>row * outRowStep;
      for (let column = 0; column < columns; column += stripPixels) {
        const first = <usize>min(column, columns - stripPixels);
        let panel = panels;
        for (let channel = 0; channel < channels; channel += 8, panel += panelBytes) {
          const at = to + first * outColumnStep + (<usize>channel << 2);
          stripTile(from + (first << 2), offsets, taps, depth, panel, at, outColumnStep);
        }
      }
    }
  }
}

function convolvePixels(
  x: usize,
  imageStep: usize,
  rowStep: usize,
  columnStep: usize,
  images: i32,
  rows: i32,
  columns: i32,
  taps: i32,
  offsets: usize,
  depth: i32,
  channels: i32,
  out: usize,
  outImageStep: usize,
  outRowStep: usize,
  outColumnStep: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const inputs = inputsIn(scratch);
  const outputs = outputsIn(scratch);
  const edge = edgeIn(scratch);
  const pixels = images * rows * columns;
  let image = 0;
  let row = 0;
  let column = 0;
  let from = x;
  let to = out;
  for (let first = 0; first < pixels; first += blockRows) {
    const high = min(blockRows, pixels - first);
    for (let i = 0; i < high; i++) {
      const at: usize = i << 2;
      store<usize>(inputs + at, from);
      store<usize>(outputs + at, to);
      from += columnStep;
      to += outColumnStep;
      if (++column == columns) {
        column = 0;
        if (++row == rows) {
          row = 0;
          image++;
        }
        from = x + <usize>image * imageStep + <usize>row * rowStep;
        to = out + <usize>image * outImageStep + <usize>row * outRowStep;
      }
    }
    fillTile(inputs, high);
    let panel = scratch;
    const panelBytes = <usize>(taps * depth) << 5;
    const inPairs = wideColumns(channels);
    for (let channel = 0; channel < channels; ) {
      const wide = channel < inPairs ? 16 : min(8, channels - channel);
      const shift = <usize>channel << 2;
      for (let i = 0; i < high; ) {
        const input = inputs + (<usize>i << 2);
        const output = outputs + (<usize>i << 2);
        const left = high - i;
        if (wide == 16) {
          wideRowTile(input, output, offsets, taps, depth, panel, panel + panelBytes, 32, shift, left, accumulate);
          i += tileRows;
        } else i += narrowTile(input, output, offsets, taps, depth, panel, 32, shift, left, wide, accumulate, edge);
      }
      panel += wide == 16 ? panelBytes << 1 : panelBytes;
      channel += wide;
    }
  }
}

/**
 * Gradient of a convolution with respect to its filter: gradient[s][i][·] = Σ over pixels of
 * x[pixel's address + offsets[s] + i] · dy[pixel][·], for `segments` runs of `width` numbers that lie side by side in x (a row of the
 * filter, or one tap of a dilated one). dy is row-major, pixels × channels. x must be readable up to a run's end.
 */
export function filterGradient(
  x: usize,
  imageStep: usize,
  rowStep: usize,
  columnStep: usize,
  images: i32,
  rows: i32,
  columns: i32,
  segments: i32,
  offsets: usize,
  width: i32,
  dy: usize,
  channels: i32,
  gradient: usize,
  scratch: usize,
): void {
  const addresses = inputsIn(scratch);
  const pixels = images * rows * columns;
  const dyStep = <usize>channels << 2;
  for (let channel = 0; channel < channels; channel += blockColumns) {
    const wide = min(blockColumns, channels - channel);
    let image = 0;
    let row = 0;
    let column = 0;
    let from = x;
    for (let first = 0; first < pixels; first += blockDepth) {
      const length = min(blockDepth, pixels - first);
      for (let i = 0; i < length; i++) {
        store<usize>(addresses + (<usize>i << 2), from);
        from += columnStep;
        if (++column == columns) {
          column = 0;
          if (++row == rows) {
            row = 0;
            image++;
          }
          from = x + <usize>image * imageStep + <usize>row * rowStep;
        }
      }
      const part = dy + <usize>first * dyStep + (<usize>channel << 2);
      if (hasWideVectors() && segments == 3 && width == 3 && wide % 8 == 0) {
        for (let at: usize = 0; at < <usize>wide << 2; at += 32) {
          const out = gradient + (<usize>channel << 2) + at;
          nineTile(addresses, offsets, length, part + at, dyStep, out, dyStep, first > 0);
        }
        continue;
      }
      packPanels(part, dyStep, 4, length, wide, scratch, <usize>length << 5);
      if (width < tileRows && segments * width <= mostTogether) {
        const out = gradient + (<usize>channel << 2);
        const table = copySegments(addresses, length, segments, offsets, width, scratch);
        multiplyGathered(table, 0, length, wide, out, dyStep, segments * width, first > 0, true, scratch);
        continue;
      }
      for (let segment = 0; segment < segments; segment++) {
        const offset = load<usize>(offsets + (<usize>segment << 2));
        const out = gradient + <usize>(segment * width) * dyStep + (<usize>channel << 2);
        multiplyGathered(addresses, offset, length, wide, out, dyStep, width, first > 0, false, scratch);
      }
    }
  }
}
