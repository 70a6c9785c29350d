/** Time as a value that can be injected. */
export interface Clock {
  /** Wall seconds, monotonic. */
  wall(): number;
  /** CPU seconds of this process, or null where unknown. */
  cpu(): number | null;
}

/** Wall time alone: what a browser tab has. */
export const wallClock: Clock = {
  wall: () => globalThis.performance.now() / 1000,
  cpu: () => null,
};
