import { connectionistLoss } from "./connectionist";
import { bytes } from "./lanes";

/**
 * The losses [batch] of logits [batch, frames, classes] under labels [batch, room], and their slopes by the logits. Returns 1, with nothing
 * written, where a length is beyond its axis or a label is no class, and 0 otherwise.
 */
export function connectionistLosses(
  logits: usize,
  labels: usize,
  logitLengths: usize,
  labelLengths: usize,
  losses: usize,
  gradient: usize,
  work: usize,
  batch: i32,
  frames: i32,
  classes: i32,
  room: i32,
  blank: i32,
): i32 {
  for (let example = 0; example < batch; example++) {
    const count = load<u32>(labelLengths + bytes(example));
    if (load<u32>(logitLengths + bytes(example)) > <u32>frames || count > <u32>room) return 1;
    const own = labels + bytes(example * room);
    for (let at: u32 = 0; at < count; at++) if (load<u32>(own + bytes(at)) >= <u32>classes) return 1;
  }
  memory.fill(gradient, 0, bytes(batch * frames) * <usize>classes);
  for (let example = 0; example < batch; example++) {
    const first = bytes(example * frames * classes);
    const loss = connectionistLoss(
      logits + first, labels + bytes(example * room), gradient + first, work,
      load<i32>(logitLengths + bytes(example)), classes, load<i32>(labelLengths + bytes(example)), blank,
    );
    store<f32>(losses + bytes(example), <f32>loss);
  }
  return 0;
}
