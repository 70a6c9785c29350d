import { readFileSync } from "node:fs";

/** Linux counts in hundredths of a second for every program that asks, whatever its kernel is built with. */
const millisecondsPerTick = 10;

/** CPU time that a process has used, all its threads together; null where the system does not say. */
export function cpuMilliseconds(pid: number | undefined): number | null {
  try {
    // The second field is the program's name in parentheses, which may hold anything; utime and stime are the 14th and 15th.
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? ticks * millisecondsPerTick : null;
  } catch {
    return null;
  }
}
