import { multiplyAdd } from "../multiplyAdd";
import { bytes } from "./geometry";
import { loadLanes, Part, storeLanes, Whole } from "./lanes";

/** Where one row or column of the resized image comes from: (1 − part) of `near` and `part` of `far`. */
@unmanaged
class Source {
  near: i32;
  far: i32;
  part: f32;
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function sourceAt(table: usize, index: i32): Source {
  return changetype<Source>(table + <usize>index * 12);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function addPart<T>(target: usize, gradient: v128, share: f32, lanes: i32): void {
  storeLanes<T>(target, multiplyAdd(gradient, f32x4.splat(share), loadLanes<T>(target, lanes)), lanes);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function addAround<T>(
  gradient: v128,
  upper: usize,
  lower: usize,
  left: usize,
  right: usize,
  down: f32,
  across: f32,
  lanes: i32,
): void {
  addPart<T>(upper + left, gradient, (1 - down) * (1 - across), lanes);
  if (across != 0) addPart<T>(upper + right, gradient, (1 - down) * across, lanes);
  if (down != 0) {
    addPart<T>(lower + left, gradient, down * (1 - across), lanes);
    if (across != 0) addPart<T>(lower + right, gradient, down * across, lanes);
  }
}

/** dx for dy of a resized image: every pixel spreads its gradient over those that it was made of. */
export function resizeGradient(
  dy: usize,
  dx: usize,
  images: i32,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  rowTable: usize,
  columnTable: usize,
): void {
  const pixel = bytes(channels);
  const line = <usize>inWidth * pixel;
  const imageBytes = <usize>inHeight * line;
  const rest = channels & 3;
  const whole = bytes(channels - rest);
  for (let image = 0; image < images; image++, dx += imageBytes) {
    memory.fill(dx, 0, imageBytes);
    for (let row = 0; row < outHeight; row++) {
      const vertical = sourceAt(rowTable, row);
      const upper = dx + <usize>vertical.near * line;
      const lower = dx + <usize>vertical.far * line;
      const down = vertical.part;
      for (let column = 0; column < outWidth; column++) {
        const horizontal = sourceAt(columnTable, column);
        let left = <usize>horizontal.near * pixel;
        let right = <usize>horizontal.far * pixel;
        const across = horizontal.part;
        for (const end = dy + whole; dy < end; dy += 16, left += 16, right += 16) {
          addAround<Whole>(v128.load(dy), upper, lower, left, right, down, across, 4);
        }
        if (rest > 0) {
          addAround<Part>(loadLanes<Part>(dy, rest), upper, lower, left, right, down, across, rest);
          dy += bytes(rest);
        }
      }
    }
  }
}

/** An image made of the nearest pixels alone. */
export function resizeNearest(
  x: usize,
  out: usize,
  images: i32,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  rowTable: usize,
  columnTable: usize,
): void {
  const pixel = bytes(channels);
  const line = <usize>inWidth * pixel;
  const rest = channels & 3;
  const whole = bytes(channels - rest);
  for (let image = 0; image < images; image++, x += <usize>inHeight * line) {
    for (let row = 0; row < outHeight; row++) {
      const from = x + <usize>sourceAt(rowTable, row).near * line;
      for (let column = 0; column < outWidth; column++) {
        let source = from + <usize>sourceAt(columnTable, column).near * pixel;
        for (const end = out + whole; out < end; out += 16, source += 16) v128.store(out, v128.load(source));
        for (let i = rest; i > 0; i--, out += 4, source += 4) store<f32>(out, load<f32>(source));
      }
    }
  }
}
