import { splat } from "../elementwise/lanes";
import { multiplyAdd } from "../multiplyAdd";
import { bytes } from "./lanes";
import { logOf } from "./logOf";
import { exponentials, rowMaximum, scaleRow } from "./softmaxRow";

/**
 * losses[row] = ln Σ eᶻ − (1 − ε) · z[label] − ε · mean(z) of every row z of logits [rows, classes], and the softmax of the rows.
 * A label outside the classes has no logit: its loss counts the rest.
 */
export function softmaxCrossEntropy(
  logits: usize,
  labels: usize,
  losses: usize,
  probabilities: usize,
  rows: i32,
  classes: i32,
  smoothing: f32,
): void {
  for (let row = 0; row < rows; row++) {
    const largest = rowMaximum(logits, classes);
    const loss = losses + bytes(row);
    let total: f32;
    if (smoothing == 0) total = exponentials<f32>(logits, probabilities, classes, largest, 1, 0);
    else total = exponentials<i32>(logits, probabilities, classes, largest, 1, loss);
    scaleRow(probabilities, classes, <f32>1 / total);
    const label = load<i32>(labels + bytes(row));
    let target: f32 = 0;
    if (label >= 0 && label < classes) target = (1 - smoothing) * (load<f32>(logits + bytes(label)) - largest);
    if (smoothing != 0) target += smoothing * (load<f32>(loss) / <f32>classes);
    store<f32>(loss, <f32>(logOf(<f64>total) - <f64>target));
    logits += bytes(classes);
    probabilities += bytes(classes);
  }
}

/** (softmax − target) · dy[row], the target being (1 − ε) · onehot + ε / classes. */
export function softmaxCrossEntropyGrad(
  probabilities: usize,
  labels: usize,
  dy: usize,
  out: usize,
  rows: i32,
  classes: i32,
  smoothing: f32,
): void {
  const whole = bytes(classes & ~3);
  const everywhere = smoothing / <f32>classes;
  for (let row = 0; row < rows; row++) {
    const upstream = load<f32>(dy + bytes(row));
    const shift: f32 = -everywhere * upstream;
    for (let at: usize = 0; at < whole; at += 16)
      v128.store(out + at, multiplyAdd(v128.load(probabilities + at), splat(upstream), splat(shift)));
    for (let at = whole; at < bytes(classes); at += 4)
      store<f32>(out + at, load<f32>(probabilities + at) * upstream + shift);
    const label = load<i32>(labels + bytes(row));
    if (label >= 0 && label < classes) {
      const at = out + bytes(label);
      // Subtracted before the product: p − 1 loses nothing where p is near 1.
      const difference = load<f32>(probabilities + bytes(label)) - (1 - smoothing) - everywhere;
      store<f32>(at, difference * upstream);
    }
    probabilities += bytes(classes);
    out += bytes(classes);
  }
}
