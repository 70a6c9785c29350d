/** What simulated workers sent a step, over some trials; null where there were none, or nothing was trained. */
export function bytesPerStep(
  trials: readonly { readonly steps: number | null; readonly bytesSent: number | null }[],
): number | null {
  const sent = trials.flatMap(({ bytesSent }) => bytesSent ?? []);
  const steps = trials.reduce((sum, one) => sum + (one.steps ?? 0), 0);
  return sent.length === 0 || steps === 0 ? null : sent.reduce((sum, one) => sum + one, 0) / steps;
}
