import { clear } from "../clear";
import { splat } from "../elementwise/lanes";
import { multiplyAdd } from "../multiplyAdd";
import { bytes, sumOfLanes } from "./lanes";
import { exponentials, rowMaximum, scaleRow } from "./softmaxRow";

/** Scores below this are forbidden, however far below. */
const forbidden: f32 = -1e29;

/**
 * In place: softmax(scores · scale + mask) of every row of one head's scores [queries, keys]. `mask` may be 0 (none); its rows
 * are `maskStep` bytes apart, 0 for one row for all. With `causal` a row sees itself and what comes before it. A row without a
 * permitted key becomes zeros.
 */
export function attentionSoftmax(
  scores: usize,
  mask: usize,
  maskStep: usize,
  queries: i32,
  keys: i32,
  scale: f32,
  causal: bool,
): void {
  for (let row = 0; row < queries; row++, scores += bytes(keys)) {
    const count = causal ? min(row + 1, keys) : keys;
    // Without a mask, and a scale that keeps the order, the exponentials take care of the scale.
    let rest: f32 = 1;
    if (mask != 0) {
      addMask(scores, mask, count, scale);
      mask += maskStep;
    } else if (scale > 0) rest = scale;
    else scaleRow(scores, count, scale);
    const largest = rowMaximum(scores, count);
    if (largest * rest < forbidden && !hasNaN(scores, count)) {
      clear(scores, bytes(keys));
      continue;
    }
    const total = exponentials(scores, scores, count, largest, rest);
    scaleRow(scores, count, <f32>1 / total);
    clear(scores + bytes(count), bytes(keys - count));
  }
}

/** Asked only of rows without a permitted key: a network that has diverged must not look as if it were masked. */
function hasNaN(x: usize, count: i32): bool {
  for (let at: usize = 0; at < bytes(count); at += 4) if (isNaN(load<f32>(x + at))) return true;
  return false;
}

/** scores = scores · scale + mask. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function addMask(scores: usize, mask: usize, count: i32, scale: f32): void {
  const whole = bytes(count & ~3);
  for (let at: usize = 0; at < whole; at += 16) {
    const scaled = f32x4.mul(v128.load(scores + at), splat(scale));
    v128.store(scores + at, f32x4.add(scaled, v128.load(mask + at)));
  }
  for (let at = whole; at < bytes(count); at += 4) {
    const scaled = load<f32>(scores + at) * scale;
    store<f32>(scores + at, scaled + load<f32>(mask + at));
  }
}

/**
 * In place: from the slopes by probability to those by the unscaled score, p · (dp − Σ dp · p) · scale, for every row of one
 * head's [queries, keys].
 */
export function attentionSoftmaxGrad(
  probabilities: usize,
  slopes: usize,
  queries: i32,
  keys: i32,
  scale: f32,
  causal: bool,
): void {
  for (let row = 0; row < queries; row++, probabilities += bytes(keys), slopes += bytes(keys)) {
    const count = causal ? min(row + 1, keys) : keys;
    const whole = bytes(count & ~3);
    let products = splat(0);
    for (let at: usize = 0; at < whole; at += 16)
      products = multiplyAdd(v128.load(probabilities + at), v128.load(slopes + at), products);
    let total = sumOfLanes(products);
    for (let at = whole; at < bytes(count); at += 4) total += load<f32>(probabilities + at) * load<f32>(slopes + at);
    for (let at: usize = 0; at < whole; at += 16) {
      const p = f32x4.mul(v128.load(probabilities + at), splat(scale));
      v128.store(slopes + at, f32x4.mul(p, f32x4.sub(v128.load(slopes + at), splat(total))));
    }
    for (let at = whole; at < bytes(count); at += 4)
      store<f32>(slopes + at, load<f32>(probabilities + at) * scale * (load<f32>(slopes + at) - total));
    clear(slopes + bytes(count), bytes(keys - count));
  }
}

/** out = a · b for `length` numbers. */
export function multiplyInto(a: usize, b: usize, out: usize, length: i32): void {
  const end = out + bytes(length & ~3);
  for (; out < end; out += 16, a += 16, b += 16) v128.store(out, f32x4.mul(v128.load(a), v128.load(b)));
  const rest = end + bytes(length & 3);
  for (; out < rest; out += 4, a += 4, b += 4) store<f32>(out, load<f32>(a) * load<f32>(b));
}
