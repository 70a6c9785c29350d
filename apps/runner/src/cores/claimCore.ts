import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { usableCores } from "./usableCores.ts";

export interface ClaimedCore {
  readonly core: number;
  release(): void;
}

const defaultFolder = () => join(tmpdir(), `steepest-cores-${userInfo().uid}`);

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

/**
 * Takes a core that no other trial of this user has, in this program or another one, or null where all are taken: two
 * programs that both pinned their first trial to core 0 would halve its speed, while another core idles.
 * A claim is a file that names its process; one of a process that is gone is void.
 */
export function claimCore(
  cores: readonly number[] = usableCores(),
  folder = defaultFolder(),
): ClaimedCore | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const core of cores) {
    const file = join(folder, String(core));
    if (!take(file)) continue;
    return { core, release: () => rmSync(file, { force: true }) };
  }
  return null;
}

function take(file: string): boolean {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    if (isAlive(ownerOf(file))) return false;
    rmSync(file, { force: true });
  }
  return false;
}

/** Its own pid where the file is still being written: then it is somebody's. */
function ownerOf(file: string): number {
  try {
    const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
    return Number.isNaN(pid) ? process.pid : pid;
  } catch {
    return process.pid;
  }
}
