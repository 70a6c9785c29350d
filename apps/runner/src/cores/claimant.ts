import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

/**
 * When a process started, as the system counts, or null where it does not say: field 22 of Linux's `/proc/PID/stat` (proc(5)).
 * With it a pid names one process for good; alone it is given to another one later.
 */
export function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Field 2 is the name in parentheses and may hold anything; field 3 comes after its last one.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[22 - 3] ?? null;
  } catch {
    return null;
  }
}

/** What a claim of this process says: its pid and start, and what tells it from every other claim of this process. */
export const newClaim = (): string => [process.pid, processStart(process.pid) ?? "-", randomUUID()].join(" ");

/** Whether the process that made a claim is still there. */
export function isAlive(claim: string): boolean {
  const [pidText = "", start = "-"] = claim.split(" ");
  const pid = Number.parseInt(pidText, 10);
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return start === "-" || start === (processStart(pid) ?? start);
}
