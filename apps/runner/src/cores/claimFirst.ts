import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { makeFolder } from "@steepest/workloads/node/makeFolder.ts";
import { isAlive, newClaim } from "./claimant.ts";

export interface Claimed {
  readonly name: string;
  /** Gives this claim back; again, or after another has it, it does nothing. */
  release(): void;
}

/** Where all programs of this user claim what is one trial's at a time: its cores, or its GPUs. */
export const claimsFolder = (kind: "cores" | "devices"): string =>
  join(tmpdir(), `steepest-${kind}-${userInfo().uid}`);

/**
 * Takes the first of these that no trial of this user has, in this program or another one, or null where all are taken. A claim is a file that names
 * its process; one of a process that is gone is void. Throws where none can be written (a full disk).
 */
export function claimFirst(names: readonly string[], folder: string): Claimed | null {
  makeFolder(folder, 0o700);
  const claim = newClaim();
  for (const name of names) {
    const file = join(folder, name);
    if (!take(file, claim)) continue;
    const release = () => {
      // While its process lives, nobody but its holder changes a claim: what is read here stays until it is removed.
      try {
        if (read(file) === claim) rmSync(file, { force: true });
      } catch {
        // A disk that is read-only by now: it is void once this process is gone.
      }
    };
    return { name, release };
  }
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
