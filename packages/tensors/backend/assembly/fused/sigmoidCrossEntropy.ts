import { loadLanes, storeLanes } from "../elementwise/lanes";
import { logistic, softPlus } from "../elementwise/saturating";
import { bytes } from "./lanes";

/** −t · ln σ(z) − (1 − t) · ln(1 − σ(z)) = ln(1 + eᶻ) − z · t. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function loss(z: v128, target: v128): v128 {
  return f32x4.sub(softPlus(z), f32x4.mul(z, target));
}

/** Binary cross-entropy of every number. */
export function sigmoidCrossEntropy(logits: usize, targets: usize, out: usize, length: i32): void {
  const end = out + bytes(length & ~3);
  for (; out < end; out += 16, logits += 16, targets += 16)
    v128.store(out, loss(v128.load(logits), v128.load(targets)));
  const rest = length & 3;
  if (rest != 0) storeLanes(out, loss(loadLanes(logits, rest), loadLanes(targets, rest)), rest);
}

/** (σ(z) − t) · dy. */
export function sigmoidCrossEntropyGrad(logits: usize, targets: usize, dy: usize, out: usize, length: i32): void {
  const end = out + bytes(length & ~3);
  for (; out < end; out += 16, logits += 16, targets += 16, dy += 16) {
    const difference = f32x4.sub(logistic(v128.load(logits)), v128.load(targets));
    v128.store(out, f32x4.mul(difference, v128.load(dy)));
  }
  const rest = length & 3;
  if (rest == 0) return;
  const difference = f32x4.sub(logistic(loadLanes(logits, rest)), loadLanes(targets, rest));
  storeLanes(out, f32x4.mul(difference, loadLanes(dy, rest)), rest);
}
