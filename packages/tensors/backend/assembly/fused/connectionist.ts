import { bytes } from "./lanes";
import { exponentialOfTwo, logOfSum, logZero } from "./logSpace";
import { logOf } from "./logOf";
import { exponentials, rowMaximum, scaleRow } from "./softmaxRow";

/** Places of a row: two guards, the labels with blanks between and around, an even number in all, two guards. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function placesOf(labels: i32): i32 {
  return ((2 * labels + 2) & ~1) + 4;
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function symbolAt(state: i32, labels: usize, blank: i32): i32 {
  return (state & 1) == 0 ? blank : load<i32>(labels + bytes(state >> 1));
}

/** Bytes of room that one example needs: emissions and forward rows for every frame, and six rows more. */
export function connectionistBytes(frames: i32, labels: i32): usize {
  return <usize>(2 * frames + 6) * (<usize>placesOf(labels) << 3);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function fillRow(row: usize, places: i32): void {
  for (let at = 0; at < places; at++) store<f64>(row + (<usize>at << 3), logZero);
}

/**
 * Connectionist temporal classification of one example (Graves et al. 2006, eqs. 5–16, in log space): returns −ln p(labels) in
 * nats, +∞ where no alignment exists. `gradient` [frames, classes] gets the loss's slopes by the logits [frames, classes], zeros
 * where it is infinite.
 */
export function connectionistLoss(
  logits: usize,
  labels: usize,
  gradient: usize,
  work: usize,
  frames: i32,
  classes: i32,
  count: i32,
  blank: i32,
): f64 {
  const states = 2 * count + 1;
  const places = placesOf(count);
  const row = <usize>places << 3;
  const skips = work;
  const later = work + row;
  const now = work + 2 * row;
  const posterior = work + 3 * row;
  const start = work + 4 * row;
  const emissions = work + 6 * row;
  const forward = emissions + <usize>frames * row;
  // A state may be entered from two states before: from a label to the next one, if it differs.
  fillRow(skips, places);
  for (let state = 3; state < states; state += 2) {
    const same = symbolAt(state, labels, blank) == symbolAt(state - 2, labels, blank);
    if (!same) store<f64>(skips + (<usize>(state + 2) << 3), 0);
  }
  fillRow(start, places);
  store<f64>(start + 16, 0);
  let before = start;
  for (let frame = 0; frame < frames; frame++) {
    const softmax = gradient + bytes(frame * classes);
    const frameLogits = logits + bytes(frame * classes);
    const largest = rowMaximum(frameLogits, classes);
    const total = exponentials<f32>(frameLogits, softmax, classes, largest, 1, 0);
    scaleRow(softmax, classes, <f32>1 / total);
    const normalizer = <f64>largest + logOf(<f64>total);
    const emission = emissions + <usize>frame * row;
    fillRow(emission, places);
    for (let state = 0; state < states; state++) {
      const logit = load<f32>(frameLogits + bytes(symbolAt(state, labels, blank)));
      store<f64>(emission + (<usize>(state + 2) << 3), max<f64>(<f64>logit - normalizer, logZero));
    }
    const after = forward + <usize>frame * row;
    fillRow(after, places);
    for (let at: usize = 16; at < row - 16; at += 16) {
      const skipped = f64x2.add(v128.load(before + at - 16), v128.load(skips + at));
      // The first frame may start in the first two states: the start is a single blank state before them.
      const sum = logOfSum(v128.load(before + at), v128.load(before + at - 8), skipped);
      v128.store(after + at, f64x2.add(sum, v128.load(emission + at)));
    }
    before = after;
  }
  const last = <usize>(states + 1) << 3;
  const ends = logOfSum(
    f64x2.splat(load<f64>(before + last)),
    f64x2.splat(count > 0 ? load<f64>(before + last - 8) : logZero),
    f64x2.splat(logZero),
  );
  const logLikelihood = f64x2.extract_lane(ends, 0);
  if (logLikelihood < -1e29) {
    memory.fill(gradient, 0, bytes(frames) * <usize>classes);
    return Infinity;
  }
  subtractPosteriors(
    labels, gradient, emissions, forward, skips, later, now, posterior, frames, classes, count, blank, logLikelihood,
  );
  return -logLikelihood;
}

/** gradient[frame, symbol] −= the probability, given the labels, that the frame's state has that symbol (eq. 16). */
function subtractPosteriors(
  labels: usize,
  gradient: usize,
  emissions: usize,
  forward: usize,
  skips: usize,
  later: usize,
  now: usize,
  posterior: usize,
  frames: i32,
  classes: i32,
  count: i32,
  blank: i32,
  logLikelihood: f64,
): void {
  const states = 2 * count + 1;
  const places = placesOf(count);
  const row = <usize>places << 3;
  const last = <usize>(states + 1) << 3;
  const normalizer = f64x2.splat(logLikelihood);
  fillRow(now, places);
  store<f64>(now + last, 0);
  if (count > 0) store<f64>(now + last - 8, 0);
  for (let frame = frames - 1; frame >= 0; frame--) {
    const alpha = forward + <usize>frame * row;
    for (let at: usize = 16; at < row - 16; at += 16) {
      const joint = f64x2.add(v128.load(alpha + at), v128.load(now + at));
      v128.store(posterior + at, exponentialOfTwo(f64x2.sub(joint, normalizer)));
    }
    const slopes = gradient + bytes(frame * classes);
    for (let state = 0; state < states; state++) {
      const at = slopes + bytes(symbolAt(state, labels, blank));
      store<f32>(at, load<f32>(at) - <f32>load<f64>(posterior + (<usize>(state + 2) << 3)));
    }
    if (frame == 0) break;
    const emission = emissions + <usize>frame * row;
    fillRow(later, places);
    for (let at: usize = 16; at < row - 16; at += 16)
      v128.store(later + at, f64x2.add(v128.load(now + at), v128.load(emission + at)));
    for (let at: usize = 16; at < row - 16; at += 16) {
      const skipped = f64x2.add(v128.load(later + at + 16), v128.load(skips + at + 16));
      v128.store(now + at, logOfSum(v128.load(later + at), v128.load(later + at + 8), skipped));
    }
  }
}
