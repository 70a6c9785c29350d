import type { Clock } from "@steepest/core/harness/clock.ts";

/** Wall time by the monotonic clock; CPU time of this process over all its threads. */
export const nodeClock: Clock = {
  wall: () => performance.now() / 1000,
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
};
