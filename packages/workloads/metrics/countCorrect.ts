/**
 * How many rows of `logits` [rows · classes] are highest at their label. A row with a number that is not finite counts as
 * wrong; of equal highest logits the first one is the answer.
 */
export function countCorrect(
  logits: Float32Array,
  labels: Uint8Array | Uint16Array | Int32Array,
  classes: number,
): number {
  let correct = 0;
  for (let row = 0; row < labels.length; row++) {
    const start = row * classes;
    let best = 0;
    let finite = true;
    for (let at = 0; at < classes; at++) {
      const logit = logits[start + at] as number;
      if (!Number.isFinite(logit)) finite = false;
      if (logit > (logits[start + best] as number)) best = at;
    }
    if (finite && best === labels[row]) correct++;
  }
  return correct;
}
