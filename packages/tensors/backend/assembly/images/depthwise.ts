import { multiplyAdd } from "../multiplyAdd";
import { storeFourPairs, storePair } from "../storePair";
import { bytes, endTap, firstTap, Geometry } from "./geometry";
import { Eight, isEight, loadLanes, Part, storeLanes, Whole } from "./lanes";

/** Four neighbouring outputs at once: each tap's weights are loaded once for them. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function fourColumns<T>(
  from: usize,
  weights: usize,
  out: usize,
  rows: i32,
  columns: i32,
  down: usize,
  right: usize,
  step: usize,
  downWeights: usize,
  pixel: usize,
  lanes: i32,
): void {
  let a = f32x4.splat(0);
  let b = a, c = a, d = a, a1 = a, b1 = a, c1 = a, d1 = a;
  for (; rows > 0; rows--, from += down, weights += downWeights) {
    let source = from;
    let weight = weights;
    for (let i = columns; i > 0; i--, source += right, weight += pixel) {
      const w = loadLanes<T>(weight, lanes);
      const second = source + step;
      const third = second + step;
      const fourth = third + step;
      a = multiplyAdd(loadLanes<T>(source, lanes), w, a);
      b = multiplyAdd(loadLanes<T>(second, lanes), w, b);
      c = multiplyAdd(loadLanes<T>(third, lanes), w, c);
      d = multiplyAdd(loadLanes<T>(fourth, lanes), w, d);
      if (isEight<T>()) {
        const w1 = v128.load(weight, 16);
        a1 = multiplyAdd(v128.load(source, 16), w1, a1);
        b1 = multiplyAdd(v128.load(second, 16), w1, b1);
        c1 = multiplyAdd(v128.load(third, 16), w1, c1);
        d1 = multiplyAdd(v128.load(fourth, 16), w1, d1);
      }
    }
  }
  if (isEight<T>()) {
    storeFourPairs(out, a, a1, out + pixel, b, b1, out + 2 * pixel, c, c1, out + 3 * pixel, d, d1);
    return;
  }
  storeLanes<T>(out, a, lanes);
  storeLanes<T>(out + pixel, b, lanes);
  storeLanes<T>(out + 2 * pixel, c, lanes);
  storeLanes<T>(out + 3 * pixel, d, lanes);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function oneColumn<T>(
  from: usize,
  weights: usize,
  out: usize,
  rows: i32,
  columns: i32,
  down: usize,
  right: usize,
  downWeights: usize,
  pixel: usize,
  lanes: i32,
): void {
  let sum = f32x4.splat(0);
  let sum1 = sum;
  for (; rows > 0; rows--, from += down, weights += downWeights) {
    let source = from;
    let weight = weights;
    for (let i = columns; i > 0; i--, source += right, weight += pixel) {
      sum = multiplyAdd(loadLanes<T>(source, lanes), loadLanes<T>(weight, lanes), sum);
      if (isEight<T>()) sum1 = multiplyAdd(v128.load(source, 16), v128.load(weight, 16), sum1);
    }
  }
  if (isEight<T>()) storePair(out, sum, sum1);
  else storeLanes<T>(out, sum, lanes);
}

/** Depthwise convolution with one filter [filterHeight, filterWidth, channels] a channel. */
export function depthwise(geometry: usize, x: usize, filter: usize, out: usize): void {
  const g = changetype<Geometry>(geometry);
  const pixel = bytes(g.channels);
  const down = <usize>(g.dilationHeight * g.inWidth) * pixel;
  const right = <usize>g.dilationWidth * pixel;
  const step = <usize>g.strideWidth * pixel;
  const downWeights = <usize>g.filterWidth * pixel;
  const eights = g.channels >> 3;
  const rest = g.channels & 3;
  // Columns whose window lies inside from its first to its last tap.
  const insideFrom = (g.padLeft + g.strideWidth - 1) / g.strideWidth;
  const room = g.inWidth - 1 - (g.filterWidth - 1) * g.dilationWidth + g.padLeft;
  const insideEnd = room < 0 ? 0 : min(g.outWidth, room / g.strideWidth + 1);
  for (let image = 0; image < g.images; image++, x += <usize>(g.inHeight * g.inWidth) * pixel) {
    for (let row = 0; row < g.outHeight; row++) {
      const top = row * g.strideHeight - g.padTop;
      const upper = firstTap(top, g.dilationHeight);
      const rows = endTap(top, g.dilationHeight, g.filterHeight, g.inHeight) - upper;
      const line = x + <usize>((top + upper * g.dilationHeight) * g.inWidth) * pixel;
      const lineWeights = filter + <usize>upper * downWeights;
      for (let column = 0; column < g.outWidth; ) {
        const left = column * g.strideWidth - g.padLeft;
        const first = firstTap(left, g.dilationWidth);
        const columns = endTap(left, g.dilationWidth, g.filterWidth, g.inWidth) - first;
        let from = line + <usize>(left + first * g.dilationWidth) * pixel;
        let weights = lineWeights + <usize>first * pixel;
        let to = out;
        if (column >= insideFrom && column + 4 <= insideEnd) {
          for (let i = eights; i > 0; i--, from += 32, weights += 32, to += 32) {
            fourColumns<Eight>(from, weights, to, rows, columns, down, right, step, downWeights, pixel, 8);
          }
          if ((g.channels & 4) != 0) {
            fourColumns<Whole>(from, weights, to, rows, columns, down, right, step, downWeights, pixel, 4);
            from += 16;
            weights += 16;
            to += 16;
          }
          if (rest > 0) {
            fourColumns<Part>(from, weights, to, rows, columns, down, right, step, downWeights, pixel, rest);
          }
          column += 4;
          out += 4 * pixel;
        } else {
          for (let i = eights; i > 0; i--, from += 32, weights += 32, to += 32) {
            oneColumn<Eight>(from, weights, to, rows, columns, down, right, downWeights, pixel, 8);
          }
          if ((g.channels & 4) != 0) {
            oneColumn<Whole>(from, weights, to, rows, columns, down, right, downWeights, pixel, 4);
            from += 16;
            weights += 16;
            to += 16;
          }
          if (rest > 0) oneColumn<Part>(from, weights, to, rows, columns, down, right, downWeights, pixel, rest);
          column++;
          out += pixel;
        }
      }
    }
  }
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function spreadTap<T>(dy: usize, weight: usize, target: usize, lanes: i32): void {
  const sum = loadLanes<T>(target, lanes);
  storeLanes<T>(target, multiplyAdd(loadLanes<T>(dy, lanes), loadLanes<T>(weight, lanes), sum), lanes);
}

/** dx for dy at any stride: every output spreads its gradient over its window. */
export function depthwiseInputGradient(geometry: usize, dy: usize, filter: usize, dx: usize): void {
  const g = changetype<Geometry>(geometry);
  const pixel = bytes(g.channels);
  const imageBytes = <usize>(g.inHeight * g.inWidth) * pixel;
  const rest = g.channels & 3;
  const whole = bytes(g.channels - rest);
  for (let image = 0; image < g.images; image++, dx += imageBytes) {
    memory.fill(dx, 0, imageBytes);
    for (let row = 0; row < g.outHeight; row++) {
      const top = row * g.strideHeight - g.padTop;
      const upper = firstTap(top, g.dilationHeight);
      const lower = endTap(top, g.dilationHeight, g.filterHeight, g.inHeight);
      for (let column = 0; column < g.outWidth; column++, dy += pixel) {
        const left = column * g.strideWidth - g.padLeft;
        const first = firstTap(left, g.dilationWidth);
        const end = endTap(left, g.dilationWidth, g.filterWidth, g.inWidth);
        for (let tapRow = upper; tapRow < lower; tapRow++) {
          const line = (top + tapRow * g.dilationHeight) * g.inWidth + left;
          for (let tap = first; tap < end; tap++) {
            const target = dx + <usize>(line + tap * g.dilationWidth) * pixel;
            const weight = filter + <usize>(tapRow * g.filterWidth + tap) * pixel;
            for (let at: usize = 0; at < whole; at += 16) spreadTap<Whole>(dy + at, weight + at, target + at, 4);
            if (rest > 0) spreadTap<Part>(dy + whole, weight + whole, target + whole, rest);
          }
        }
      }
    }
  }
}

/** A filter [height, width, channels] turned by half a turn: what the input gradient at stride 1 convolves dy with. */
export function turnFilter(filter: usize, out: usize, taps: i32, channels: i32): void {
  const pixel = bytes(channels);
  for (let tap = taps - 1; tap >= 0; tap--, out += pixel) memory.copy(out, filter + <usize>tap * pixel, pixel);
}
