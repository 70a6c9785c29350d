/** What a submission may use. Generous for honest optimizers, deadly for bombs. */
export interface SandboxLimits {
  /** Bytes of guest heap (JavaScript objects, not tensors). */
  readonly guestMemoryBytes: number;
  /** Bytes of guest stack: some 370 nested calls. With 96 KiB, JSON.stringify of deep nests brings the engine down instead. */
  readonly guestStackBytes: number;
  /** Wall seconds for one call of a submission's function. */
  readonly callSeconds: number;
  /** Wall seconds for loading the modules, and for `batchSize`: beyond `freeLoadingSeconds` they are charged. */
  readonly unchargedSeconds: number;
  /** Calls into the host per call of a submission's function. */
  readonly hostCallsPerCall: number;
  /** Bytes of tensors that trees may hold at one time. */
  readonly tensorBytes: number;
  /** Leaves of one tree. */
  readonly leaves: number;
  /** Characters of console output per trial. */
  readonly consoleCharacters: number;
  /** Interrupt checks per call where the clock stands still (workerd); null where it runs. */
  readonly interruptTicks: number | null;
}

/** Seconds that loading the submission and `batchSize` may take together before they are charged. Honest ones take a few thousandths. */
export const freeLoadingSeconds = 0.2;

export const defaultLimits: SandboxLimits = {
  guestMemoryBytes: 256 * 2 ** 20,
  guestStackBytes: 64 * 2 ** 10,
  callSeconds: 60,
  unchargedSeconds: 5,
  hostCallsPerCall: 200_000,
  tensorBytes: 1.5 * 2 ** 30,
  leaves: 100_000,
  consoleCharacters: 64_000,
  interruptTicks: null,
};
