import { clear } from "../clear";
import { splat } from "../elementwise/lanes";
import { multiplyAdd } from "../multiplyAdd";
import { storePair } from "../storePair";
import { bytes, sumOfLanes } from "./lanes";
import { exponentials, rowMaximum, scaleRow } from "./softmaxRow";

/** Scores below this are forbidden, however far below. */
const forbidden: f32 = -1e29;

/** Rows that go through each part of a softmax together: a row's sums and its largest number are waited for while others are worked on. */
const rowsTogether: i32 = 16;

/** Bytes that attentionSoftmax needs for what it keeps of its rows. */
export const rowBytes: usize = 4 * 16;

/**
 * In place: softmax(scores · scale + mask) of every row of one head's scores [queries, keys]. `mask` may be 0 (none); its rows
 * are `maskStep` bytes apart, 0 for one row for all. With `causal` a row sees itself and what comes before it. A row without a
 * permitted key becomes zeros. `kept` has room for `rowBytes`.
 */
export function attentionSoftmax(
  scores: usize,
  mask: usize,
  maskStep: usize,
  queries: i32,
  keys: i32,
  scale: f32,
  causal: bool,
  kept: usize,
): void {
  // Without a mask, and a scale that keeps the order, the exponentials take care of the scale.
  const rest: f32 = mask == 0 && scale > 0 ? scale : 1;
  const step = bytes(keys);
  for (let first = 0; first < queries; first += rowsTogether) {
    const end = min(queries, first + rowsTogether);
    let x = scores;
    for (let row = first; row < end; row++, x += step, kept += 4) {
      const count = causal ? min(row + 1, keys) : keys;
      if (mask != 0) {
        addMask(x, mask, count, scale);
        mask += maskStep;
      } else if (!(scale > 0)) scaleRow(x, count, scale);
      store<f32>(kept, rowMaximum(x, count));
    }
    kept -= bytes(end - first);
    x = scores;
    for (let row = first; row < end; row++, x += step, kept += 4) {
      const count = causal ? min(row + 1, keys) : keys;
      const largest = load<f32>(kept);
      if (largest * rest < forbidden && !hasNaN(x, count)) {
        clear(x, step);
        // Zeros stay what they are.
        store<f32>(kept, 1);
      } else store<f32>(kept, exponentials<f32>(x, x, count, largest, rest, 0));
    }
    kept -= bytes(end - first);
    for (let row = first; row < end; row++, scores += step, kept += 4) {
      const count = causal ? min(row + 1, keys) : keys;
      scaleRow(scores, count, <f32>1 / load<f32>(kept));
      clear(scores + bytes(count), step - bytes(count));
    }
    kept -= bytes(end - first);
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
  const many = splat(scale);
  let at: usize = 0;
  for (; at < bytes(count & ~7); at += 32) {
    const low = f32x4.add(f32x4.mul(v128.load(scores + at), many), v128.load(mask + at));
    const high = f32x4.add(f32x4.mul(v128.load(scores + at, 16), many), v128.load(mask + at, 16));
    storePair(scores + at, low, high);
  }
  if ((count & 4) != 0) {
    v128.store(scores + at, f32x4.add(f32x4.mul(v128.load(scores + at), many), v128.load(mask + at)));
    at += 16;
  }
  for (; at < bytes(count); at += 4) {
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
    const many = splat(scale);
    const shift = splat(total);
    let at: usize = 0;
    for (; at < bytes(count & ~7); at += 32) {
      const p0 = f32x4.mul(v128.load(probabilities + at), many);
      const p1 = f32x4.mul(v128.load(probabilities + at, 16), many);
      const low = f32x4.mul(p0, f32x4.sub(v128.load(slopes + at), shift));
      const high = f32x4.mul(p1, f32x4.sub(v128.load(slopes + at, 16), shift));
      storePair(slopes + at, low, high);
    }
    if ((count & 4) != 0) {
      const p = f32x4.mul(v128.load(probabilities + at), many);
      v128.store(slopes + at, f32x4.mul(p, f32x4.sub(v128.load(slopes + at), shift)));
    }
    for (at = whole; at < bytes(count); at += 4)
      store<f32>(slopes + at, load<f32>(probabilities + at) * scale * (load<f32>(slopes + at) - total));
    clear(slopes + bytes(count), bytes(keys - count));
  }
}

/** out = a · b for `length` numbers. */
export function multiplyInto(a: usize, b: usize, out: usize, length: i32): void {
  for (const end = out + bytes(length & ~7); out < end; out += 32, a += 32, b += 32) {
    const low = f32x4.mul(v128.load(a), v128.load(b));
    const high = f32x4.mul(v128.load(a, 16), v128.load(b, 16));
    storePair(out, low, high);
  }
  for (const end = out + bytes(length & 7); out < end; out += 4, a += 4, b += 4) store<f32>(out, load<f32>(a) * load<f32>(b));
}
