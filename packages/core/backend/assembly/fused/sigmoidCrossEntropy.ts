import { exponential } from "../elementwise/exponential";
import { loadLanes, splat, storeLanes } from "../elementwise/lanes";
import { logarithmOnePlus } from "../elementwise/logarithm";
import { logistic } from "../elementwise/saturating";
import { bytes } from "./lanes";

/** max(z, 0) − z · t + ln(1 + e^−|z|). */
// @ts-ignore: decorator
@inline
function loss(z: v128, target: v128): v128 {
  const rest = logarithmOnePlus(exponential(f32x4.neg(f32x4.abs(z))));
  return f32x4.add(f32x4.sub(f32x4.max(z, splat(0)), f32x4.mul(z, target)), rest);
}

/** −t · ln σ(z) − (1 − t) · ln(1 − σ(z)) for every number. */
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
