/**
 * Greedy CTC decoding (Graves et al. 2006, "best path"): the highest class of each of the first `frames` rows of `logits` [rows · classes] from
 * row `start` on, repeats merged, blanks dropped. Of equal logits the first class is the answer. Null where a logit is not finite: such a row says
 * nothing, and must not pass for its first class.
 */
export function bestPath(
  logits: Float32Array,
  { start, frames, classes, blank }: { start: number; frames: number; classes: number; blank: number },
): number[] | null {
  const decoded: number[] = [];
  let before = blank;
  for (let row = start; row < start + frames; row++) {
    let best = 0;
    for (let at = 0; at < classes; at++) {
      const logit = logits[row * classes + at] as number;
      if (!Number.isFinite(logit)) return null;
      if (logit > (logits[row * classes + best] as number)) best = at;
    }
    if (best !== before && best !== blank) decoded.push(best);
    before = best;
  }
  return decoded;
}
