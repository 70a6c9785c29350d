import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { makeFolder } from "@steepest/workloads/node/makeFolder.ts";
import { isAlive, newClaim } from "./claimant.ts";
import { usableCores } from "./usableCores.ts";

export interface ClaimedCore {
  readonly core: number;
  /** Gives this claim back; again, or after another has it, it does nothing. */
  release(): void;
}

const defaultFolder = () => join(tmpdir(), `steepest-cores-${userInfo().uid}`);

const allTaken =
  "! Every core that this program may use has a trial of its own already: one more runs beside them, wherever the system puts it, and takes time from one of theirs. Its times and theirs measure the crowd.";

/**
 * Takes a core that no other trial of this user has, in this program or another one, or null where all are taken (which is
 * told) or the system names none: two programs that both pinned their first trial to core 0 would halve its speed, while
 * another core idles. A claim is a file that names its process; one of a process that is gone is void.
 */
export function claimCore(
  cores: readonly number[] = usableCores(),
  folder = defaultFolder(),
  tell: (text: string) => void = tellOnce,
): ClaimedCore | null {
  try {
    return claimOne(cores, folder, tell);
  } catch (error) {
    // A full disk is no reason to run no trial.
    tell(`! No core can be claimed for a trial: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

function claimOne(
  cores: readonly number[],
  folder: string,
  tell: (text: string) => void,
): ClaimedCore | null {
  makeFolder(folder, 0o700);
  const claim = newClaim();
  for (const core of cores) {
    const file = join(folder, String(core));
    if (!take(file, claim)) continue;
    const release = () => {
      // While its process lives, nobody but its holder changes a claim: what is read here stays until it is removed.
      try {
        if (read(file) === claim) rmSync(file, { force: true });
      } catch {
        // A disk that is read-only by now: it is void once this process is gone.
      }
    };
    return { core, release };
  }
  if (cores.length > 0) tell(allTaken);
  return null;
}

/** Whether the file is this claim's now. Of any number of processes that try at one time, one gets it. */
function take(file: string, claim: string): boolean {
  if (create(file, claim)) return true;
  const held = read(file);
  if (held === null || isAlive(held)) return false;
  // Only who has the claim on replacing it may do so, and only if nobody has done it meanwhile.
  const turn = `${file}.next`;
  if (!take(turn, claim)) return false;
  if (read(file) === held) {
    renameSync(turn, file);
    return true;
  }
  rmSync(turn, { force: true });
  return false;
}

/** Makes the file unless there is one; nobody ever sees it without its contents. */
function create(file: string, claim: string): boolean {
  const aside = `${file}.${randomUUID()}`;
  writeFileSync(aside, claim);
  try {
    linkSync(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Released meanwhile.
    return null;
  }
}

const told = new Set<string>();

/** Says something on stderr, the first time in this program. */
function tellOnce(text: string): void {
  if (told.has(text)) return;
  told.add(text);
  process.stderr.write(`${text}\n`);
}
