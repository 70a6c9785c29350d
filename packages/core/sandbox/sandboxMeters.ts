/** Counts and seconds that a trial's record shows. */
export interface SandboxMeters {
  gradientEvaluations: number;
  lossEvaluations: number;
  examples: number;
  /** Whole nanoseconds of reference time that were charged: the prices of all that was asked for. */
  referenceNanoseconds: number;
  /** Of them, those of the fixed functions, and those of the guest's own instructions. */
  gradientNanoseconds: number;
  guestNanoseconds: number;
  /** Whole nanoseconds of loading and `batchSize`: only what goes beyond the free ones is among those that were charged. */
  loadingNanoseconds: number;
  /** Seconds inside the fixed functions. */
  gradientSeconds: number;
  /** Seconds inside all host functions, the fixed ones included. */
  hostSeconds: number;
  /** Seconds inside calls of the guest, host functions included. */
  callSeconds: number;
  stateBytes: number;
  peakTensorBytes: number;
  elapsedRead: boolean;
  /** Of simulated data parallelism: workers, how many steps old gradients are, and the bytes that all workers sent. */
  workers: number;
  delay: number;
  bytesSent: number;
  /** Whole nanoseconds that were charged for branches side by side, of each group all but the longest. */
  sideBySideNanoseconds: number;
  /** Whether the submission has stated its privacy, and what it said last. */
  privacyStated: boolean;
  epsilon: number;
  delta: number;
}

export const newMeters = (): SandboxMeters => ({
  gradientEvaluations: 0,
  lossEvaluations: 0,
  examples: 0,
  referenceNanoseconds: 0,
  gradientNanoseconds: 0,
  guestNanoseconds: 0,
  loadingNanoseconds: 0,
  gradientSeconds: 0,
  hostSeconds: 0,
  callSeconds: 0,
  stateBytes: 0,
  peakTensorBytes: 0,
  elapsedRead: false,
  workers: 1,
  delay: 0,
  bytesSent: 0,
  sideBySideNanoseconds: 0,
  privacyStated: false,
  epsilon: 0,
  delta: 0,
});
