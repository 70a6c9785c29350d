import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { processStart } from "../../apps/runner/src/cores/claimant.ts";

const noted = z.array(z.strictObject({ pid: z.int().positive(), started: z.string().min(1) }));

const millisecondsToEnd = 5000;

/** Notes processes by pid and start, which name one process for good: whoever comes after us can tell it from one that got its pid later. */
export async function noteProcesses(file: string, pids: readonly number[]): Promise<void> {
  const processes = pids.flatMap((pid) => {
    const started = startOf(pid);
    return started === null ? [] : [{ pid, started }];
  });
  await writeFile(file, `${JSON.stringify(processes)}\n`);
}

/** Ends exactly the noted processes that are still there. Answers their pids. */
export async function endProcesses(file: string): Promise<number[]> {
  const processes = parse(await readFile(file, "utf8").catch(() => "[]"));
  const left = processes.filter(isSame);
  for (const name of ["SIGTERM", "SIGKILL"] as const) {
    for (const each of left) if (isSame(each)) process.kill(each.pid, name);
    for (let waited = 0; waited < millisecondsToEnd && left.some(isSame); waited += 50) await delay(50);
  }
  return left.map(({ pid }) => pid);
}

function parse(text: string): z.infer<typeof noted> {
  try {
    return noted.parse(JSON.parse(text));
  } catch {
    // Damaged by whatever ended its writer: nobody is ended on a guess.
    return [];
  }
}

const isSame = ({ pid, started }: { readonly pid: number; readonly started: string }) =>
  startOf(pid) === started;

/** Where there is no /proc, `ps` knows. A process that has ended and that nobody has asked for yet is none. */
function startOf(pid: number): string | null {
  const counted = processStart(pid);
  try {
    const said = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    if (said.startsWith("Z")) return null;
    return counted ?? (said.split(/\s+/).slice(1).join(" ") || null);
  } catch {
    return counted;
  }
}
