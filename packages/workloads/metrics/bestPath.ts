/**
 * Greedy CTC decoding (Graves et al. 2006, "best path"): the highest class of each of the first `frames` rows of `logits` [rows · classes] from
 * row `start` on, repeats merged, blanks dropped. Of equal logits the first class is the answer.
 */
export function bestPath(
  logits: Float32Array,
  { start, frames, classes, blank }: { start: number; frames: number; classes: number; blank: number },
): number[] {
  const decoded: number[] = [];
  let before = blank;
  for (let row = start; row < start + frames; row++) {
    let best = 0;
    for (let at = 1; at < classes; at++) {
      if ((logits[row * classes + at] as number) > (logits[row * classes + best] as number)) best = at;
    }
    if (best !== before && best !== blank) decoded.push(best);
    before = best;
  }
  return decoded;
}
